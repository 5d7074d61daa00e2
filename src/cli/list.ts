import { operator } from '../app/operator.ts';
import { seenText } from '../base/terminal-codes.ts';
import type { IncidentRow } from '../incidents/projections/incident-row.ts';
import { isWaiting } from '../incidents/state.ts';
import type { PageRow } from '../oncall/paging/page-rows.ts';
import { withApp } from './open.ts';
import { print } from './output.ts';

/** The newest this many of those that ended: who wants more of the past reads the list in a browser. */
const MOST_ENDED = 200;

/**
 * `muster list`: the incidents and pages that are open, with the numbers that `muster ack` and `muster export` take, while
 * Discord is down. With `--all` the ended incidents too. Private ones by their titles: the operator may read the whole file.
 */
export const list = (options: { readonly all?: true; readonly json?: true }): Promise<number> =>
  withApp('read', async (app) => {
    const { lookup } = app.incidents;
    const incidents = [
      ...(await lookup.all(operator, 'open')),
      ...(options.all ? await lookup.list(operator, { bucket: 'ended', limit: MOST_ENDED }) : []),
    ];
    const pages = await app.oncall.pages.live();
    if (options.json) {
      print(JSON.stringify({ incidents: incidents.map(incidentJson), pages: pages.map(pageJson) }));
      return 0;
    }
    const nameOf = (id: string): string => oneLine(app.names.nameOf(id) ?? id);
    const lines = [...incidents.map(incidentLine), ...pages.map((row) => pageLine(row, nameOf))];
    for (const line of lines) print(line);
    if (lines.length === 0)
      print(options.all ? 'There is no incident yet, and no page is open.' : 'No incident and no page is open.');
    return 0;
  });

/** The time of an instant in UTC, to the minute: `2026-11-30 03:12Z`. */
const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;

/** What others wrote, on one line, and without a terminal's commands or what no reader sees. */
const oneLine = (text: string): string => seenText(text).replaceAll(/[\p{Cc}\s]+/gu, ' ');

const incidentLine = (row: IncidentRow): string =>
  [`incident ${row.number}`, row.severity, condition(row), utc(row.declaredAt), oneLine(row.title)].join('  ');

const condition = (row: IncidentRow): string =>
  [isWaiting(row) ? 'waits for triage' : row.status, ...(row.kind === 'real' ? [] : [row.kind])].join(', ');

function pageLine(row: PageRow, nameOf: (id: string) => string): string {
  const state =
    row.acknowledgedBy !== null
      ? `acknowledged by ${nameOf(row.acknowledgedBy)}`
      : [row.status, ...(row.people.length === 0 ? [] : [`asked: ${row.people.map(nameOf).join(', ')}`])].join(', ');
  return [`page ${row.number}`, row.urgency, state, utc(row.openedAt), oneLine(row.message)].join('  ');
}

const incidentJson = ({ number, severity, status, kind, title, declaredAt }: IncidentRow) => ({
  number,
  severity,
  status,
  kind,
  title,
  declaredAt: new Date(declaredAt).toISOString(),
});

const pageJson = ({ number, urgency, status, message, people, acknowledgedBy, openedAt }: PageRow) => ({
  number,
  urgency,
  status,
  message,
  people,
  acknowledgedBy,
  openedAt: new Date(openedAt).toISOString(),
});
