import { type Result, ok, refuse } from '../../base/result.ts';
import { isAtTerminal } from '../../commands/at-terminal.ts';
import type { CommandContext } from '../../commands/context.ts';
import { integer } from '../../commands/options.ts';
import type { PageRow } from '../paging/page-rows.ts';
import { maySeePage } from './may-see-page.ts';
import type { OnCallParts } from '../parts.ts';

export const pageOption = (parts: OnCallParts) =>
  integer({
    description: 'The page’s number; left out, the one that is open for you',
    least: 1,
    suggest: async (typed, context) =>
      (await visible(parts, await parts.pages.live(), context))
        .filter((row) => String(row.number).startsWith(typed.trim()))
        .map((row) => ({ name: `${row.number}: ${row.message}`.slice(0, 100), value: String(row.number) })),
  });

export async function visible(
  parts: OnCallParts,
  rows: readonly PageRow[],
  context: CommandContext,
): Promise<readonly PageRow[]> {
  const may = await Promise.all(rows.map((row) => maySeePage(parts, row, context.viewer)));
  return rows.filter((_row, index) => may[index]);
}

/** By number; without one the only page that is open, the one asking this person first. */
export async function findPage(
  parts: OnCallParts,
  number: number | undefined,
  context: CommandContext,
): Promise<Result<PageRow>> {
  if (number !== undefined) {
    const row = await parts.pages.byNumber(number);
    const [seen] = row ? await visible(parts, [row], context) : [];
    return seen
      ? ok(seen)
      : refuse(
          'page/unknown',
          `There is no page ${number}. ${isAtTerminal(context) ? 'muster list' : '/page status'} lists those that are open.`,
        );
  }
  const live = await visible(parts, await parts.pages.live(), context);
  const mine = live.filter((row) => row.people.includes(context.viewer.id) || row.acknowledgedBy === context.viewer.id);
  const candidates = mine.length > 0 ? mine : live;
  const [only] = candidates;
  if (candidates.length === 1 && only) return ok(only);
  if (!only) return refuse('page/none', 'No page is open.');
  const some = candidates.slice(0, 10).map((row) => `${row.number}: ${row.message.slice(0, 60)}`);
  return refuse('page/which', `Which page? Say page: with its number. Open are ${some.join('; ')}.`);
}
