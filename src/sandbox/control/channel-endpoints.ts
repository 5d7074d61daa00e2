import type { Hono } from 'hono';
import { z } from 'zod';
import { interactionView } from '../interactions/view.ts';
import { permissionsIn } from '../permissions.ts';
import { pinned } from '../pins.ts';
import { channelShape } from '../shapes/channel.ts';
import { commandShape } from '../shapes/command.ts';
import { messageShape } from '../shapes/message.ts';
import { botId } from '../world.ts';
import type { OptionValue } from './command-options.ts';
import { type ControlParts, idIn, personIn, told } from './endpoint.ts';
import { findChannel } from './find.ts';
import { readBody } from './request-body.ts';

const optionValue = z.union([z.string(), z.number(), z.boolean()]);
const bodies = {
  send: z.object({ content: z.string().default(''), replyTo: z.string().optional(), pings: z.boolean().default(true) }),
  text: z.object({ text: z.string() }),
  thread: z.object({ name: z.string().min(1).max(100), messageId: z.string().optional() }),
  direct: z.object({ user: z.string().optional() }),
  command: z.object({ name: z.string(), options: z.record(z.string(), optionValue).default({}) }),
  suggest: z.object({ name: z.string(), options: z.record(z.string(), optionValue).default({}), focused: z.string() }),
  userMenu: z.object({ user: z.string(), name: z.string() }),
};

const LONGEST_PAGE = 100;

/** What a channel shows, and what can be done in it. */
export function channelEndpoints(app: Hono, parts: ControlParts): void {
  const { world } = parts;
  app.get('/channels/:id/messages', (context) => {
    const limit = Math.min(LONGEST_PAGE, Number(context.req.query('limit') ?? 50) || 50);
    const page = {
      before: context.req.query('before'),
      after: context.req.query('after'),
      around: context.req.query('around'),
    };
    const given = Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined));
    const items = personIn(parts, context).see(idIn(context), { ...given, limit: limit + 1 });
    const hasOlder = items.length > limit;
    return context.json({ items: hasOlder ? items.slice(-limit) : items, hasOlder });
  });
  app.get('/channels/:id/pins', (context) => {
    const person = personIn(parts, context);
    person.see(idIn(context), { limit: 1 });
    return context.json(
      pinned(world, findChannel(world, idIn(context))).map((message) => messageShape(world, message, person.id)),
    );
  });
  app.get('/channels/:id/threads', (context) => {
    const person = personIn(parts, context);
    const parent = findChannel(world, idIn(context));
    const own = [...world.state.channels.values()].filter(
      (one) => one.thread && one.parentId === parent.id && permissionsIn(world.state, one, person.id, 0) !== 0n,
    );
    return context.json(own.map((thread) => channelShape(world.state, thread, person.id)));
  });
  app.get('/channels/:id/commands', (context) =>
    context.json(
      personIn(parts, context)
        .commands(idIn(context))
        .map((command) => commandShape(command, botId(world))),
    ),
  );
  app.post('/channels/:id/messages', async (context) => {
    const { value, files } = await readBody(context.req.raw, bodies.send);
    const attachments = [...files.values()].flat().map((file, index) => ({ ...file, index }));
    const options = { attachments, pings: value.pings, ...(value.replyTo !== undefined && { replyTo: value.replyTo }) };
    return context.json(personIn(parts, context).send(idIn(context), value.content, options));
  });
  app.post('/channels/:id/type', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.text);
    const answer = await personIn(parts, context).type(idIn(context), value.text);
    return context.json(
      'acknowledgedAfterMs' in answer ? interactionView(world, answer.interaction) : { message: answer },
    );
  });
  app.post('/channels/:id/typing', (context) => {
    personIn(parts, context).typing(idIn(context));
    return context.body(null, 204);
  });
  app.post('/channels/:id/threads', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.thread);
    return context.json(personIn(parts, context).startThread(idIn(context), value.name, value.messageId));
  });
  app.post('/channels/:id/command', async (context) => {
    const { value, files } = await readBody(context.req.raw, bodies.command);
    const options: Record<string, OptionValue> = { ...value.options };
    for (const [name, [file]] of files) if (file) options[name] = file;
    return told(parts, context, personIn(parts, context).command(idIn(context), value.name, options));
  });
  app.post('/channels/:id/autocomplete', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.suggest);
    return told(
      parts,
      context,
      personIn(parts, context).autocomplete(idIn(context), value.name, value.options, value.focused),
    );
  });
  app.post('/channels/:id/user-menu', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.userMenu);
    return told(parts, context, personIn(parts, context).userMenu(idIn(context), value.user, value.name));
  });
  app.post('/direct-messages', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.direct);
    return context.json(personIn(parts, context).directMessages(value.user));
  });
}
