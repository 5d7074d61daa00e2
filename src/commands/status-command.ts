import { instant, rich, type RichText } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import type { Store } from '../timeline/store.ts';
import { defineCommand } from './define-command.ts';
import { type Block, whisper } from './message.ts';

/** How one counterpart is doing, in a line. */
export interface Condition {
  readonly good: boolean;
  readonly line: RichText;
}

/** Parked effects that are listed; there is a number for the rest. */
const MOST_LISTED = 10;

/** `/muster status`: counterparts, what waits and what could not be done, versions. */
export function statusCommand(parts: {
  readonly store: Pick<Store, 'effects' | 'countEffects'>;
  readonly conditions: () => ReadonlyMap<string, () => Condition>;
}) {
  return defineCommand({
    name: 'muster status',
    summary: 'How Muster is doing: counterparts, what waits, what could not be done',
    permission: 'muster.read',
    risk: 'read',
    visibility: 'private',
    options: {},
    async run(_args, { now }) {
      const conditions = [...parts.conditions()].map(([name, read]) => ({ name, ...read() }));
      const parked = await parts.store.effects({ state: 'parked', limit: MOST_LISTED });
      const count = await parts.store.countEffects('parked');
      const waiting = await parts.store.countEffects('pending');
      const blocks: Block[] = [
        {
          type: 'facts',
          facts: [
            ...conditions.map(({ name, good, line }) => ({ name: `${good ? '🟢' : '🔴'} ${name}`, value: line })),
            {
              name: 'Waiting',
              value: [waiting === 1 ? '1 thing, timers included' : `${waiting} things, timers included`],
            },
            { name: 'Node', value: [process.version] },
            { name: 'Its time', value: [instant(now, 'date-time')] },
          ],
        },
      ];
      if (count > 0) {
        blocks.push(
          { type: 'heading', text: count === 1 ? '1 thing could not be done' : `${count} things could not be done` },
          {
            type: 'list',
            items: parked.map(
              (effect) =>
                rich`${effect.kind}: ${effect.lastError ?? 'no reason known'} (${instant(effect.createdAt, 'relative')})`,
            ),
          },
          { type: 'text', text: ['In the incident’s channel, /incident retry tries them again.'] },
        );
      }
      const bad = count > 0 || conditions.some(({ good }) => !good);
      return ok(whisper({ title: ['Muster'], tone: bad ? 'warning' : 'good', blocks }));
    },
  });
}
