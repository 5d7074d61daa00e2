import { type Result, ok, refuse } from '../../base/result.ts';
import { answered } from '../../commands/answers.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type FormField, type Reply, openForm, updateMessage, whisper } from '../../commands/message.ts';
import { parseDuration } from '../config/duration.ts';
import { TRAIL, pageMessage } from '../paging/page-message.ts';
import type { PageRow } from '../paging/page-rows.ts';
import type { OnCallParts } from '../parts.ts';
import { maySeePage } from './may-see-page.ts';
import { parseAddressee, whomField } from './named.ts';
import { deeds } from './page-deeds.ts';

type Pressed = (
  row: PageRow,
  context: CommandContext,
  given: { readonly args: readonly string[]; readonly field: (name: string) => string },
) => Promise<Result<Reply>>;

/** How long one can put a page off by a button; `/page snooze` takes any time. */
const SNOOZES = ['15m', '30m', '1h', '2h', '4h', '8h', '24h'] as const;

/** What the buttons under a page do. Whoever presses one of yesterday is told what has become of the page. */
export function pageActions(parts: OnCallParts): readonly ActionDeclaration[] {
  const does = deeds(parts);
  const button = (action: string, summary: string, run: Pressed, openedBy?: string): ActionDeclaration => ({
    action,
    ...(openedBy !== undefined && { openedBy }),
    summary,
    permission: 'page.respond',
    risk: 'record',
    async run([stream = '', ...args], fields, context) {
      const row = await parts.pages.row(stream);
      if (!row || !(await maySeePage(parts, row, context.viewer))) {
        return refuse('page/unknown', 'There is no such page any more.');
      }
      return run(row, context, { args, field: (name) => answered(fields, name) });
    },
  });

  /** The message itself takes the page's new shape; under `/page status` the answer stands below the trail. */
  const shown =
    (run: Pressed): Pressed =>
    async (row, context, given) => {
      const result = await run(row, context, given);
      const [, shape] = given.args;
      if (!result.ok || shape === TRAIL) return result;
      const to = shape === undefined ? {} : { to: shape };
      return ok(updateMessage(pageMessage(row.stream, await parts.pages.state(row.stream), to)));
    };

  const resolved = (row: PageRow): Result<never> =>
    refuse('page/resolved', `Page ${row.number} is resolved already. Nothing was changed.`);

  /** Opens a form, and does what it says. */
  const form = (
    action: string,
    title: string,
    field: () => FormField,
    run: (row: PageRow, written: string, context: CommandContext) => Promise<Result<Reply>>,
  ): readonly ActionDeclaration[] => [
    button(`${action}.ask`, title, async (row) =>
      row.status === 'resolved'
        ? resolved(row)
        : ok(
            openForm({
              action: `${action}.submit`,
              args: [row.stream],
              title: `${title}: page ${row.number}`,
              fields: [field()],
            }),
          ),
    ),
    button(
      `${action}.submit`,
      title,
      (row, context, { field: written }) => run(row, written('given'), context),
      `${action}.ask`,
    ),
  ];

  return [
    button(
      'page.ack',
      'Acknowledge a page',
      shown((row, context) => does.ack(row, context, 'button')),
    ),
    button(
      'page.resolve',
      'Resolve a page',
      shown((row, context) => does.resolve(row, context, 'button')),
    ),
    button(
      'page.escalate',
      'Ask the next ones now',
      shown(async (row, context, { args: [wave] }) =>
        wave !== undefined && row.status !== 'resolved' && wave !== String((await parts.pages.state(row.stream)).wave)
          ? refuse(
              'page/moved-on',
              `Page ${row.number} has gone on since this message was written. Nothing was changed: /page escalate asks the next ones.`,
            )
          : does.escalate(row, context),
      ),
    ),
    button('page.decline', 'Say that you cannot take a page', shown(does.decline)),
    button('page.show', 'Show how a page was delivered', async (row) =>
      ok(whisper(pageMessage(row.stream, await parts.pages.state(row.stream)))),
    ),
    ...form(
      'page.add',
      'Add responder',
      () => whomField(parts, 'given', 'Who is to join?'),
      async (row, written, context) => {
        const to = parseAddressee(written, parts);
        return to.ok ? does.add(row, to.value, context) : to;
      },
    ),
    ...form(
      'page.reassign',
      'Reassign',
      () => whomField(parts, 'given', 'Who takes it?'),
      async (row, written, context) => {
        const to = parseAddressee(written, parts);
        return to.ok ? does.reassign(row, to.value, context) : to;
      },
    ),
    ...form(
      'page.snooze',
      'Snooze',
      () => ({
        type: 'choice',
        name: 'given',
        label: 'How long?',
        required: true,
        choices: SNOOZES.map((each) => ({
          label: each,
          value: each,
          ...(each === '30m' && { selected: true as const }),
        })),
      }),
      async (row, written, context) => {
        const durationMs = parseDuration(written);
        return durationMs === undefined
          ? refuse('option/duration', 'Write how long, like 30m or 2h.')
          : does.snooze(row, durationMs, context);
      },
    ),
  ];
}
