import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { messageOf as sentenceOf } from '../../base/result.ts';
import { type FaultOrder, type Faults, faultSchema } from '../faults.ts';
import type { Frames } from '../frames.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Interactions, InteractionView } from '../interactions/interaction.ts';
import { interactionView } from '../interactions/view.ts';
import { permissionsIn } from '../permissions.ts';
import { pinned } from '../pins.ts';
import { DiscordRefusal, invalidField, refusalBody, refused } from '../refused.ts';
import { channelShape } from '../shapes/channel.ts';
import { commandShape } from '../shapes/command.ts';
import { messageShape } from '../shapes/message.ts';
import { type World, botId, userOf } from '../world.ts';
import type { OptionValue } from './command-options.ts';
import type { EventLog } from './event-log.ts';
import type { Exchange } from './exchange.ts';
import type { FieldValue } from './modal.ts';
import { findChannel } from './find.ts';
import { type Person, personOf } from './person.ts';
import { readBody } from './request-body.ts';
import { people, snapshot } from './snapshot.ts';

export interface ControlParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly faults: Faults;
  readonly frames: Frames;
  readonly gateway: Gateway;
  readonly log: EventLog;
}

const optionValue = z.union([z.string(), z.number(), z.boolean()]);
const bodies = {
  send: z.object({ content: z.string().default(''), replyTo: z.string().optional() }),
  text: z.object({ text: z.string() }),
  edit: z.object({ content: z.string() }),
  thread: z.object({ name: z.string().min(1).max(100), messageId: z.string().optional() }),
  direct: z.object({ user: z.string().optional() }),
  command: z.object({ name: z.string(), options: z.record(z.string(), optionValue).default({}) }),
  suggest: z.object({ name: z.string(), options: z.record(z.string(), optionValue).default({}), focused: z.string() }),
  userMenu: z.object({ user: z.string(), name: z.string() }),
  press: z.object({ customId: z.string() }),
  select: z.object({ customId: z.string(), values: z.array(z.string()) }),
  menu: z.object({ name: z.string() }),
  fields: z.object({
    fields: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])).default({}),
  }),
  clock: z.object({
    forwardMs: z
      .int()
      .min(0)
      .max(366 * 86_400_000),
  }),
  gateway: z.discriminatedUnion('action', [
    z.object({
      action: z.literal('cut'),
      code: z.int().min(1000).max(4999).default(4000),
      forget: z.boolean().default(false),
    }),
    z.object({ action: z.literal('reconnect') }),
    z.object({ action: z.literal('invalidate'), resumable: z.boolean().default(false) }),
  ]),
};

const LONGEST_PAGE = 100;

/** The control API under `/sandbox/`: docs/sandbox.md lists it. Who may ask was checked before. */
export function controlApi(parts: ControlParts): Hono {
  const { world, interactions, faults, frames, gateway, log } = parts;
  const app = new Hono().basePath('/sandbox');

  const as = (context: Context): Person => personOf(world, interactions, context.req.query('as') ?? firstPerson(world));
  const id = (context: Context): string => context.req.param('id') ?? '';
  /** 200 with what the person sees of the interaction, once it was acknowledged or failed. */
  const told = async (context: Context, exchange: Promise<Exchange>): Promise<Response> => {
    const { interaction } = await exchange;
    return context.json(interactionView(world, interaction) satisfies InteractionView);
  };

  app.onError((error, context) => {
    if (error instanceof DiscordRefusal) return context.json(refusalBody(error), refusalStatus(error));
    return context.json({ code: 0, message: `The sandbox failed: ${sentenceOf(error)}` }, 500);
  });

  app.get('/people', (context) => context.json(people(world)));
  app.get('/snapshot', (context) => context.json(snapshot(world, interactions, as(context).id, log.seq())));

  app.get('/channels/:id/messages', (context) => {
    const limit = Math.min(LONGEST_PAGE, Number(context.req.query('limit') ?? 50) || 50);
    const page = {
      before: context.req.query('before'),
      after: context.req.query('after'),
      around: context.req.query('around'),
    };
    const given = Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined));
    const items = as(context).see(id(context), { ...given, limit: limit + 1 });
    const hasOlder = items.length > limit;
    return context.json({ items: hasOlder ? items.slice(-limit) : items, hasOlder });
  });
  app.get('/channels/:id/pins', (context) => {
    const person = as(context);
    person.see(id(context), { limit: 1 });
    return context.json(
      pinned(world, findChannel(world, id(context))).map((message) => messageShape(world, message, person.id)),
    );
  });
  app.get('/channels/:id/threads', (context) => {
    const person = as(context);
    const parent = findChannel(world, id(context));
    const own = [...world.state.channels.values()].filter(
      (one) => one.thread && one.parentId === parent.id && permissionsIn(world.state, one, person.id, 0) !== 0n,
    );
    return context.json(own.map((thread) => channelShape(world.state, thread, person.id)));
  });
  app.get('/channels/:id/commands', (context) =>
    context.json(
      as(context)
        .commands(id(context))
        .map((command) => commandShape(command, botId(world))),
    ),
  );
  app.post('/channels/:id/messages', async (context) => {
    const { value, files } = await readBody(context.req.raw, bodies.send);
    const attachments = [...files.values()].flat().map((file, index) => ({ ...file, index }));
    const options = { attachments, ...(value.replyTo !== undefined && { replyTo: value.replyTo }) };
    return context.json(as(context).send(id(context), value.content, options));
  });
  app.post('/channels/:id/type', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.text);
    const answer = await as(context).type(id(context), value.text);
    return context.json(
      'acknowledgedAfterMs' in answer ? interactionView(world, answer.interaction) : { message: answer },
    );
  });
  app.post('/channels/:id/typing', (context) => {
    as(context).typing(id(context));
    return context.body(null, 204);
  });
  app.post('/channels/:id/threads', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.thread);
    return context.json(as(context).startThread(id(context), value.name, value.messageId));
  });
  app.post('/channels/:id/command', async (context) => {
    const { value, files } = await readBody(context.req.raw, bodies.command);
    const options: Record<string, OptionValue> = { ...value.options };
    for (const [name, [file]] of files) if (file) options[name] = file;
    return told(context, as(context).command(id(context), value.name, options));
  });
  app.post('/channels/:id/autocomplete', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.suggest);
    return told(context, as(context).autocomplete(id(context), value.name, value.options, value.focused));
  });
  app.post('/channels/:id/user-menu', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.userMenu);
    return told(context, as(context).userMenu(id(context), value.user, value.name));
  });
  app.post('/direct-messages', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.direct);
    return context.json(as(context).directMessages(value.user));
  });

  app.get('/messages/:id', (context) => context.json(as(context).message(id(context))));
  app.patch('/messages/:id', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.edit);
    return context.json(as(context).edit(id(context), value.content));
  });
  app.delete('/messages/:id', (context) => {
    as(context).delete(id(context));
    return context.body(null, 204);
  });
  app.put('/messages/:id/reactions/:emoji', (context) => {
    as(context).react(id(context), context.req.param('emoji'));
    return context.body(null, 204);
  });
  app.delete('/messages/:id/reactions/:emoji', (context) => {
    as(context).unreact(id(context), context.req.param('emoji'));
    return context.body(null, 204);
  });
  app.put('/messages/:id/pin', (context) => {
    as(context).pin(id(context));
    return context.body(null, 204);
  });
  app.delete('/messages/:id/pin', (context) => {
    as(context).unpin(id(context));
    return context.body(null, 204);
  });
  app.post('/messages/:id/press', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.press);
    return told(context, as(context).press(id(context), value.customId));
  });
  app.post('/messages/:id/select', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.select);
    return told(context, as(context).select(id(context), value.customId, value.values));
  });
  app.post('/messages/:id/menu', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.menu);
    return told(context, as(context).messageMenu(id(context), value.name));
  });

  app.get('/interactions/:id', (context) => {
    const interaction = interactions.byId(id(context));
    if (interaction?.userId !== as(context).id) throw refused(10062);
    return context.json(interactionView(world, interaction));
  });
  app.post('/interactions/:id/submit', async (context) => {
    const { value, files } = await readBody(context.req.raw, bodies.fields);
    const interaction = interactions.byId(id(context));
    if (!interaction) throw refused(10062);
    const fields: Record<string, FieldValue> = { ...value.fields };
    for (const [name, uploaded] of files) fields[name] = uploaded;
    return told(context, as(context).submit({ interaction }, fields));
  });

  app.get('/frames', (context) => context.json(frames.after(Number(context.req.query('after') ?? -1))));
  app.get('/faults', (context) => context.json(faults.list()));
  app.post('/faults', async (context) => {
    const { value } = await readBody<FaultOrder>(context.req.raw, faultSchema);
    return context.json({ id: faults.add(value) });
  });
  app.delete('/faults/:id', (context) => {
    if (!faults.remove(id(context))) throw invalidField('id', 'UNKNOWN_FAULT', 'There is no such fault.');
    return context.body(null, 204);
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  app.post('/gateway', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.gateway);
    if (value.action === 'cut') gateway.cut(value.code, value.forget);
    else if (value.action === 'reconnect') gateway.askToReconnect();
    else gateway.invalidate(value.resumable);
    return context.json({ ready: gateway.ready() });
  });
  app.get('/session', (context) =>
    context.json({
      applicationId: botId(world),
      botName: userOf(world, botId(world)).username,
      guildIds: [...world.state.guilds.keys()],
      botsReady: gateway.ready(),
      nowMs: world.clock.now(),
      clockMoves: isMovable(world.clock),
    }),
  );
  app.post('/clock', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.clock);
    const { clock } = world;
    if (!isMovable(clock))
      throw invalidField('forwardMs', 'CLOCK_FIXED', 'This sandbox runs on a clock that cannot be moved.');
    await clock.advance(value.forwardMs);
    world.events.publish({ t: 'SANDBOX_CLOCK', d: { nowMs: clock.now() } });
    return context.json({ nowMs: clock.now() });
  });
  app.all('*', () => {
    throw new DiscordRefusal(0, 404, 'The control API has no such address: see docs/sandbox.md.');
  });
  return app;
}

/** Virtual clocks and `runningClock` can be moved, the machine's cannot. */
const isMovable = (clock: World['clock']): clock is Clock & { advance(durationMs: number): Promise<void> } =>
  'advance' in clock;

const firstPerson = (world: World): string => [...world.state.users.values()].find((user) => !user.bot)?.id ?? '';

/** Hono wants a literal of the statuses that carry a body: the refusals' are 400 to 429. */
const refusalStatus = (refusal: DiscordRefusal): 400 | 401 | 403 | 404 | 413 | 429 => {
  switch (refusal.status) {
    case 401:
    case 403:
    case 404:
    case 413:
    case 429:
      return refusal.status;
    default:
      return 400;
  }
};
