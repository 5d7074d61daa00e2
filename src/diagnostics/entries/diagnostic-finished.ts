import { z } from 'zod';
import { code, rich } from '../../base/rich-text.ts';
import { type Described, defineEntryKind } from '../../timeline/entry-kind.ts';
import { optionsLine, scalar } from './diagnostic-started.ts';
import { fileName } from '../findings/file-name.ts';
import { findingsToText } from '../findings/findings-to-text.ts';
import type { Findings } from '../kit/finding.ts';
import { findingsSchema } from '../kit/finding-schema.ts';
import { VERDICT_MARKS } from '../findings/verdict-marks.ts';

export const OUTCOMES = ['done', 'refused', 'failed', 'timed-out', 'stopped', 'cut-off'] as const;

/** How a diagnostic ended (`cut-off`: Muster was restarted meanwhile), and what it found: the evidence. */
export const diagnosticFinished = defineEntryKind({
  kind: 'diagnostic.finished',
  v: 1,
  schema: z.object({
    run: z.string(),
    diagnostic: z.string(),
    /** What it was about, as the plugin resolved it: a name, a database. */
    target: z.string().nullable(),
    /** What the handler used for options that were neither given nor have a default. */
    chosen: z.record(z.string(), scalar).optional(),
    outcome: z.enum(OUTCOMES),
    code: z.string().optional(),
    message: z.string().optional(),
    durationMs: z.number(),
    verdict: z.enum(['ok', 'warn', 'bad']),
    findings: findingsSchema,
    /** Findings were left out of the record because there were too many. */
    truncated: z.boolean(),
  }),
  describe: ({ data }) => {
    const said = data.findings.find((finding) => finding.type === 'verdict');
    const reason = data.message ?? (said?.type === 'verdict' ? said.reason : undefined);
    const mark = data.outcome !== 'done' ? '❌' : VERDICT_MARKS[said ? data.verdict : 'none'];
    const target = data.target === null ? rich`` : rich` on ${code(data.target)}`;
    return {
      line: [
        ...rich`${mark} Diagnostic ${code(data.diagnostic)}${target} ${ended(data)}`,
        ...(data.chosen ? rich`, chosen ${code(optionsLine(data.chosen))}` : []),
      ],
      ...(reason !== undefined && { body: reason }),
      ...outputOf(data.diagnostic, data.findings),
    };
  },
});

/** Beyond that a reader of the timeline is helped by the file, which has all that was kept. */
const MOST_LINES = 60;
const MOST_CHARACTERS = 4000;
/** Columns that are filled up with blanks can make of what is kept many times as much. */
const MOST_OF_FILE = 256_000;

/**
 * The findings as one renderer writes them everywhere, and the files that stood beside them in the chat; nothing when the
 * verdict, which stands there anyway, is all.
 */
function outputOf(diagnostic: string, findings: Findings): Pick<Described, 'output' | 'files'> {
  if (findings.length === 0 || (findings.length === 1 && findings[0]?.type === 'verdict')) return {};
  const whole = findingsToText(findings).trimEnd();
  const short = whole.split('\n').slice(0, MOST_LINES).join('\n').slice(0, MOST_CHARACTERS);
  const isCut = short.length < whole.length;
  const files = [
    ...(isCut ? [{ name: fileName(`${diagnostic}.txt`), text: fileOf(whole) }] : []),
    ...findings.flatMap((finding) =>
      finding.type === 'file' ? [{ name: fileName(finding.name), text: finding.text }] : [],
    ),
  ];
  return { output: isCut ? `${short}\n…` : whole, ...(files.length > 0 && { files }) };
}

const fileOf = (whole: string): string =>
  whole.length <= MOST_OF_FILE
    ? `${whole}\n`
    : `${whole.slice(0, MOST_OF_FILE)}\n… cut here: the whole is ${whole.length.toLocaleString('en')} characters long\n`;

/** How long it took is not known of what a restart cut off. */
const ended = ({ outcome, durationMs }: { readonly outcome: string; readonly durationMs: number }): string =>
  outcome === 'cut-off'
    ? 'cut off by a restart'
    : `${outcome === 'done' ? 'finished' : outcome} after ${(durationMs / 1000).toFixed(1)} s`;
