import { Hono } from 'hono';
import { messageOf as sentenceOf } from '../../base/result.ts';
import { DiscordRefusal, refusalBody } from '../refused.ts';
import { channelEndpoints } from './channel-endpoints.ts';
import { type ControlParts, personIn } from './endpoint.ts';
import { messageEndpoints } from './message-endpoints.ts';
import { people, snapshot } from './snapshot.ts';
import { workbenchEndpoints } from './workbench-endpoints.ts';

/** The control API under `/sandbox/`: docs/sandbox.md lists it. Who may ask was checked before. */
export function controlApi(parts: ControlParts): Hono {
  const { world, interactions, log } = parts;
  const app = new Hono().basePath('/sandbox');
  app.onError((error, context) => {
    if (error instanceof DiscordRefusal) return context.json(refusalBody(error), refusalStatus(error));
    return context.json({ code: 0, message: `The sandbox failed: ${sentenceOf(error)}` }, 500);
  });
  app.get('/people', (context) => context.json(people(world)));
  app.get('/snapshot', (context) =>
    context.json(snapshot(world, interactions, personIn(parts, context).id, log.seq())),
  );
  channelEndpoints(app, parts);
  messageEndpoints(app, parts);
  workbenchEndpoints(app, parts);
  app.all('*', () => {
    throw new DiscordRefusal(0, 404, 'The control API has no such address: see docs/sandbox.md.');
  });
  return app;
}

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
