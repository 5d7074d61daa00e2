import type { Hono } from 'hono';
import { z } from 'zod';
import { interactionView } from '../interactions/view.ts';
import { refused } from '../refused.ts';
import { type ControlParts, idIn, personIn, told } from './endpoint.ts';
import type { FieldValue } from './modal.ts';
import { readBody } from './request-body.ts';

const bodies = {
  edit: z.object({ content: z.string() }),
  press: z.object({ customId: z.string() }),
  select: z.object({ customId: z.string(), values: z.array(z.string()) }),
  menu: z.object({ name: z.string() }),
  fields: z.object({
    fields: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])).default({}),
  }),
};

/** What can be done with a message, and with the form that an interaction opened. */
export function messageEndpoints(app: Hono, parts: ControlParts): void {
  const { world, interactions } = parts;
  app.get('/messages/:id', (context) => context.json(personIn(parts, context).message(idIn(context))));
  app.patch('/messages/:id', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.edit);
    return context.json(personIn(parts, context).edit(idIn(context), value.content));
  });
  app.delete('/messages/:id', (context) => {
    personIn(parts, context).delete(idIn(context));
    return context.body(null, 204);
  });
  app.get('/messages/:id/reactions/:emoji', (context) =>
    context.json(personIn(parts, context).reactors(idIn(context), context.req.param('emoji'))),
  );
  app.get('/search', (context) => context.json(personIn(parts, context).search(context.req.query('text') ?? '')));
  app.put('/messages/:id/reactions/:emoji', (context) => {
    personIn(parts, context).react(idIn(context), context.req.param('emoji'));
    return context.body(null, 204);
  });
  app.delete('/messages/:id/reactions/:emoji', (context) => {
    personIn(parts, context).unreact(idIn(context), context.req.param('emoji'));
    return context.body(null, 204);
  });
  app.put('/messages/:id/pin', (context) => {
    personIn(parts, context).pin(idIn(context));
    return context.body(null, 204);
  });
  app.delete('/messages/:id/pin', (context) => {
    personIn(parts, context).unpin(idIn(context));
    return context.body(null, 204);
  });
  app.post('/messages/:id/press', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.press);
    return told(parts, context, personIn(parts, context).press(idIn(context), value.customId));
  });
  app.post('/messages/:id/select', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.select);
    return told(parts, context, personIn(parts, context).select(idIn(context), value.customId, value.values));
  });
  app.post('/messages/:id/menu', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.menu);
    return told(parts, context, personIn(parts, context).messageMenu(idIn(context), value.name));
  });

  app.get('/interactions/:id', (context) => {
    const interaction = interactions.byId(idIn(context));
    if (interaction?.userId !== personIn(parts, context).id) throw refused(10062);
    return context.json(interactionView(world, interaction));
  });
  app.post('/interactions/:id/submit', async (context) => {
    const { value, files } = await readBody(context.req.raw, bodies.fields);
    const interaction = interactions.byId(idIn(context));
    if (!interaction) throw refused(10062);
    const fields: Record<string, FieldValue> = { ...value.fields };
    for (const [name, uploaded] of files) fields[name] = uploaded;
    return told(parts, context, personIn(parts, context).submit({ interaction }, fields));
  });
}
