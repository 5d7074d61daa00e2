import { code, instant, rich } from '../base/rich-text.ts';
import { ok, refuse } from '../base/result.ts';
import { MUSTER_ADMIN } from '../catalog/permission.ts';
import { heldSince, overdueEffects, release } from '../timeline/held.ts';
import type { Store } from '../timeline/store.ts';
import { isAtTerminal } from './at-terminal.ts';
import { defineCommand } from './define-command.ts';
import { type Block, paragraph, whisper } from './message.ts';
import { yesNo } from './options.ts';

/** What would be done at once is listed up to here; there is a number for the rest. */
const MOST_LISTED = 20;
const MOST_COUNTED = 10_000;

/**
 * `/muster release`: a record that was restored from a backup holds everything back that it would do in the world,
 * because it may have been done since. Somebody looks, then lets it go.
 */
export const releaseCommand = (parts: {
  readonly store: Store;
  /** What an effect of this kind does, in words. */
  readonly wordsOf: (kind: string) => string;
}) =>
  defineCommand({
    name: 'muster release',
    summary: 'After a restore: see what is held back, and let it be done',
    details: 'Without now:True it only says what would be done.',
    examples: ['/muster release', '/muster release now:True'],
    permission: MUSTER_ADMIN,
    risk: 'change',
    visibility: 'private',
    options: { now: yesNo({ description: 'Let it be done' }) },
    async run({ now }, context) {
      const since = await heldSince(parts.store);
      if (since === undefined) return refuse('release/nothing', 'Nothing is held back: this record is in use.');
      const due = await overdueEffects(parts.store, context.now, MOST_COUNTED);
      if (now === true) {
        await release(parts.store);
        return ok(whisper(paragraph(rich`▶️ Released: what was overdue (${due.length}) is being done.`)));
      }
      const blocks: Block[] = [
        {
          type: 'text',
          text: rich`This record was restored from a backup of ${instant(since, 'date-time')}. Until it is released no channel is opened, no card changes and nobody is paged. Of what was waiting then, some may have been done since.`,
        },
        ...(due.length === 0
          ? []
          : [
              { type: 'heading' as const, text: `This would be done at once (${due.length})` },
              {
                type: 'list' as const,
                items: due
                  .slice(0, MOST_LISTED)
                  .map((effect) => rich`${parts.wordsOf(effect.kind)} (${instant(effect.dueAt, 'relative')})`),
              },
            ]),
        {
          type: 'text',
          text: rich`${code(isAtTerminal(context) ? 'muster release --now' : '/muster release now:True')} lets it all go.`,
        },
      ];
      return ok(whisper({ title: ['Held back'], tone: 'warning', blocks }));
    },
  });
