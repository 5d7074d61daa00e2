/**
 * Muster's actions in a process of their own, with a door for callbacks, to be killed there. Asks for the action (only the
 * first time), prints the run and the door's address, and waits for the run's end.
 * callback-bot.ts FOLDER DEPLOY_SERVER SECRET [recover]
 */
import { openRoom, type Room } from '../room.ts';
import { openCounterpart } from '../web-counterpart.ts';

const [folder = '', url = '', secret = '', mode] = process.argv.slice(2);

const house: { room?: Room } = {};
const door = await openCounterpart(async ({ path, headers, body }) =>
  house.room
    ? house.room.actions.callback(path.replace('/callbacks/', ''), { headers, rawBody: body })
    : { status: 503 },
);
const room = await openRoom({
  folder,
  publicUrl: door.url,
  environment: { DEPLOY_SECRET: secret },
  config: { actions: { ship: { summary: 'Ship', risk: 'read', runs: { webhook: { url, secret: 'DEPLOY_SECRET' } } } } },
});
house.room = room;
if (mode !== 'recover') await room.type('ann', 'run', { action: 'ship' });
const run = (await room.rows())[0]?.run ?? '';
await room.until(run, ({ startedAt }) => startedAt !== null);
process.stdout.write(`${run} ${door.url}\n`);
await room.until(run, ({ state }) => state === 'succeeded');
await room.close();
await door.close();
