import { readFileSync } from 'node:fs';
import { parseCsv } from '../src/incidents/parse-csv.ts';

/** One line of the public record of GitLab.com's outage of 2017-01-31 (test/fixtures/gitlab-2017-timeline.csv). */
export interface Happening {
  readonly seq: number;
  /** Undefined where the record knows the order only. */
  readonly at: Date | undefined;
  readonly precision: string;
  readonly who: string;
  readonly kind: string;
  readonly event: string;
  readonly source: string;
  /** The line as it stands in the file, for what is uploaded. */
  readonly csv: string;
}

const path = new URL('../test/fixtures/gitlab-2017-timeline.csv', import.meta.url);

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

export function readHappenings(): { readonly header: string; readonly happenings: readonly Happening[] } {
  const [header = [], ...records] = parseCsv(readFileSync(path, 'utf8'));
  const happenings = records
    .filter((record) => record.length === header.length)
    .map((record): Happening => {
      const [seq = '', iso = '', precision = '', who = '', kind = '', event = '', source = ''] = record;
      return {
        seq: Number(seq),
        at: iso === '' ? undefined : new Date(iso),
        precision,
        who,
        kind,
        event,
        source,
        csv: record.map(cell).join(','),
      };
    });
  return { header: header.join(','), happenings };
}

/** What the responders did beside writing things down, right after the line of that number. */
export const TURNS: Readonly<Record<number, readonly { readonly who: string; readonly command: string }[]>> = {
  5: [
    { who: 'infra_engineer', command: '/incident role role:commander' },
    { who: 'infra_engineer', command: '/incident milestone which:started at:"2017-01-31 21:00 UTC"' },
    { who: 'infra_engineer', command: '/incident milestone which:detected at:"~2017-01-31 21:05 UTC"' },
  ],
  12: [
    { who: 'on_call', command: '/incident milestone which:acknowledged' },
    { who: 'on_call', command: '/incident severity level:SEV-2 reason:"Replication has effectively stopped"' },
    { who: 'infra_engineer', command: '/incident role role:communications person:@status_account' },
  ],
  24: [
    {
      who: 'db_engineer',
      command: '/incident severity level:SEV-1 reason:"Production data was removed from the primary"',
    },
    {
      who: 'infra_engineer',
      command: '/incident impact text:"GitLab.com is offline. Data written after the last good copy may be lost."',
    },
    {
      who: 'infra_engineer',
      command: '/incident rename title:"GitLab.com offline: primary database removed by mistake"',
    },
  ],
  30: [
    {
      who: 'infra_engineer',
      command: '/incident status to:identified reason:"Restoring the manual snapshot of 17:20"',
    },
  ],
  31: [{ who: 'infra_engineer', command: '/incident role role:commander person:@db_engineer_2' }],
  46: [
    {
      who: 'db_engineer_2',
      command: '/incident status to:monitoring reason:"The database runs on the restored primary"',
    },
  ],
  47: [{ who: 'db_engineer_2', command: '/incident milestone which:mitigated' }],
  49: [
    {
      who: 'db_engineer_2',
      command:
        '/incident summary text:"While restoring replication, the data directory of the primary was removed instead of the secondary\'s. Every regular backup turned out to be missing or stale; the site was restored from a snapshot that had been taken by hand for another purpose, about six hours old."',
    },
    {
      who: 'db_engineer_2',
      command:
        '/incident impact text:"GitLab.com was offline for about 18 hours. Data written between 17:20 and 23:25 UTC was lost: about 5000 projects, 5000 comments and 700 users."',
    },
    {
      who: 'db_engineer_2',
      command: '/incident resolve reason:"Restored from the snapshot, webhooks included; checks finished"',
    },
  ],
};
