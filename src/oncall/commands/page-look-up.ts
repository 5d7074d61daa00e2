import { type Result, ok, refuse } from '../../base/result.ts';
import { isAtTerminal } from '../../commands/at-terminal.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { Suggestion } from '../../commands/option.ts';
import { integer } from '../../commands/options.ts';
import type { PageRow } from '../paging/page-rows.ts';
import { maySeePage } from './may-see-page.ts';
import type { OnCallParts } from '../parts.ts';

/** So many are looked through for what is typed: a letter more is typed before more than that could be read. */
const MOST_LOOKED_AT = 200;
const MOST_SUGGESTED = 25;

/** Pages by number and by words, the newest first: those that are open, and with `resolved` those behind them. */
const suggestPages =
  (parts: OnCallParts, { resolved }: { readonly resolved: boolean }) =>
  async (typed: string, context: CommandContext): Promise<readonly Suggestion[]> => {
    const wanted = typed.trim().replace(/^#/, '').toLowerCase();
    const exact = /^\d{1,9}$/.test(wanted) ? await parts.pages.byNumber(Number(wanted)) : undefined;
    const recent = await parts.pages.recent(MOST_LOOKED_AT, { resolved });
    const fits = [...(exact ? [exact] : []), ...recent.filter(({ number }) => number !== exact?.number)].filter(
      (row) =>
        (resolved || row.status !== 'resolved') &&
        (String(row.number).startsWith(wanted) || row.message.toLowerCase().includes(wanted)),
    );
    const seen: PageRow[] = [];
    for (const row of fits) {
      if (seen.length === MOST_SUGGESTED) break;
      if (await maySeePage(parts, row, context.viewer)) seen.push(row);
    }
    return seen.map(({ number, status, message }) => ({
      name: [...`${number}: ${status === 'open' ? '' : `(${status}) `}${message}`].slice(0, 100).join(''),
      value: String(number),
    }));
  };

export const pageOption = (parts: OnCallParts) =>
  integer({
    description: 'The page’s number; left out, the one that is open for you',
    least: 1,
    suggest: suggestPages(parts, { resolved: false }),
  });

/** The same for what is looked at afterwards, too. */
export const anyPageOption = (parts: OnCallParts, description: string) =>
  integer({ description, least: 1, suggest: suggestPages(parts, { resolved: true }) });

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
