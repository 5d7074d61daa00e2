import type { Hono } from 'hono';
import { z } from 'zod';
import { type FaultOrder, faultSchema } from '../faults.ts';
import { moveClock } from '../move-clock.ts';
import { invalidField } from '../refused.ts';
import { botId, userOf } from '../world.ts';
import { type ControlParts, idIn } from './endpoint.ts';
import { readBody } from './request-body.ts';

const bodies = {
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

/** Frames, faults, the gateway and the clock: what only the sandbox has. */
export function workbenchEndpoints(app: Hono, parts: ControlParts): void {
  const { world, faults, frames, gateway } = parts;
  app.get('/frames', (context) => context.json(frames.after(Number(context.req.query('after') ?? -1))));
  app.get('/faults', (context) => context.json(faults.list()));
  app.post('/faults', async (context) => {
    const { value } = await readBody<FaultOrder>(context.req.raw, faultSchema);
    return context.json({ id: faults.add(value) });
  });
  app.delete('/faults/:id', (context) => {
    if (!faults.remove(idIn(context))) throw invalidField('id', 'UNKNOWN_FAULT', 'There is no such fault.');
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
      clockMoves: world.clock.advance !== undefined,
    }),
  );
  app.post('/clock', async (context) => {
    const { value } = await readBody(context.req.raw, bodies.clock);
    const nowMs = await moveClock(world, value.forwardMs);
    if (nowMs === undefined)
      throw invalidField('forwardMs', 'CLOCK_FIXED', 'This sandbox runs on a clock that cannot be moved.');
    return context.json({ nowMs });
  });
}
