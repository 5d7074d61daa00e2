import { code, instant, rich, type RichText, strong } from '../base/rich-text.ts';
import { ok, refuse } from '../base/result.ts';
import { MUSTER_ADMIN } from '../catalog/permission.ts';
import { heldSince } from '../timeline/held.ts';
import { retryEffect } from '../timeline/retry-effect.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { ActionDeclaration } from './command.ts';
import { defineCommand } from './define-command.ts';
import { type Block, paragraph, whisper } from './message.ts';

/** How one counterpart is doing, in a line. */
export interface Condition {
  readonly good: boolean;
  readonly line: RichText;
}

/** Asked when somebody wants to know; undefined when there is nothing of the kind. */
export type ReadCondition = () => Condition | undefined | Promise<Condition | undefined>;

/** Parked effects that are listed; there is a number for the rest. */
const MOST_LISTED = 10;

/** `/muster status`: counterparts, what waits and what could not be done, versions. */
export function statusCommand(parts: {
  readonly store: Pick<Store, 'effects' | 'countEffects' | 'setting'>;
  readonly conditions: () => ReadonlyMap<string, ReadCondition>;
  /** Muster's own. */
  readonly version: string;
  /** What an effect of this kind does, in words. */
  readonly wordsOf: (kind: string) => string;
}) {
  return defineCommand({
    name: 'muster status',
    summary: 'How Muster is doing: counterparts, what waits, what could not be done',
    permission: 'muster.read',
    risk: 'read',
    visibility: 'private',
    options: {},
    async run(_args, { now }) {
      const conditions: (Condition & { readonly name: string })[] = [];
      for (const [name, read] of parts.conditions()) {
        const condition = await read();
        if (condition) conditions.push({ name, ...condition });
      }
      const parked = await parts.store.effects({ state: 'parked', limit: MOST_LISTED });
      const count = await parts.store.countEffects('parked');
      const waiting = await parts.store.countEffects('pending');
      const held = await heldSince(parts.store);
      const blocks: Block[] = [
        ...(held === undefined
          ? []
          : [
              {
                type: 'text' as const,
                text: rich`⏸️ ${strong('Everything is held back')}: this record was restored from a backup of ${instant(held, 'date-time')}. ${code('/muster release')} says what waits.`,
              },
            ]),
        {
          type: 'facts',
          facts: [
            ...conditions.map(({ name, good, line }) => ({ name: `${good ? '🟢' : '🔴'} ${name}`, value: line })),
            {
              name: 'Waiting',
              value: [waiting === 1 ? '1 thing, timers included' : `${waiting} things, timers included`],
            },
            { name: 'Versions', value: [`Muster ${parts.version}, Node ${process.version.slice(1)}`] },
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
                rich`${parts.wordsOf(effect.kind)}: ${effect.lastError ?? 'no reason known'} (${instant(effect.createdAt, 'relative')})`,
            ),
          },
          {
            type: 'text',
            text: ['In an incident’s channel, /incident retry tries its own again. Here it takes muster.admin.'],
          },
        );
      }
      const bad = held !== undefined || count > 0 || conditions.some(({ good }) => !good);
      return ok(
        whisper({
          title: ['Muster'],
          tone: bad ? 'warning' : 'good',
          blocks,
          ...(count > 0 && {
            menus: [
              {
                action: 'muster.retry',
                placeholder: 'Try one of them again …',
                choose: parked.map(({ id, kind, lastError }) => ({
                  label: fitted(parts.wordsOf(kind)),
                  value: id,
                  description: fitted(lastError ?? 'no reason known'),
                })),
                most: parked.length,
              },
            ],
            buttons: [
              [
                {
                  label: count === 1 ? 'Try again' : 'Try all again',
                  emoji: '🔁',
                  action: 'muster.retry',
                  args: ['all'],
                },
              ],
            ],
          }),
        }),
      );
    },
  });
}

/** What a menu takes in one line. */
const fitted = (text: string): string => ([...text].length > 95 ? `${[...text].slice(0, 94).join('')}…` : text);

/** At most so many are tried again by one press. */
const MOST_RETRIED = 100;

/** Tries what could not be done again: those chosen from the menu, or all. */
export const retryStatusAction = (parts: {
  readonly store: Pick<Store, 'effects'>;
  readonly timeline: Pick<Timeline, 'change'>;
}): ActionDeclaration => ({
  action: 'muster.retry',
  summary: 'Try again what could not be done',
  permission: MUSTER_ADMIN,
  risk: 'record',
  visibility: 'private',
  async run([which], fields, context) {
    const all = which === 'all' ? await parts.store.effects({ state: 'parked', limit: MOST_RETRIED }) : [];
    const ids = which === 'all' ? all.map(({ id }) => id) : (fields['chosen'] ?? []).slice(0, MOST_RETRIED);
    let again = 0;
    for (const id of ids) {
      const cause = { ...context.cause, causeId: `${context.cause.causeId}:${id}` };
      if ((await retryEffect(parts, id, cause)).ok) again++;
    }
    return again === 0
      ? refuse('retry/nothing', 'Nothing of that is waiting to be tried again: it was done or tried already.')
      : ok(whisper(paragraph(rich`🔁 ${again} ${again === 1 ? 'thing' : 'things'} will be tried again now.`)));
  },
});
