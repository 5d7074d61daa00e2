import { code, rich } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import type { Message } from '../commands/message.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import { commandLine } from './entries/diagnostic-started.ts';
import { diagnosticFinished } from './entries/diagnostic-finished.ts';
import type { DiagnosticsParts } from './parts.ts';
import { type RunningRow, runningRuns } from './running-runs.ts';
import { runsFold } from './runs-fold.ts';

const CUT_OFF = 'Muster was restarted while it ran, so nobody saw its end. Nothing was tried again by itself.';
const MOST_RUNS = 500;

/**
 * At a start: what the last Muster left running is said to be cut off, on the timeline and in the message that still
 * says that it runs. Under the cause of the run's own end, so that a run has one end, whichever comes first.
 */
export async function recoverRuns(
  parts: Pick<DiagnosticsParts, 'timeline' | 'store' | 'clock' | 'running'>,
): Promise<number> {
  const left = await parts.store.project(runningRuns, { bucket: 'running', limit: MOST_RUNS });
  const cut = left.filter(({ key }) => !parts.running.has(key));
  for (const { key: run, row } of cut) {
    const cause = {
      causeId: `diagnostic:${run}`,
      actor: { kind: 'muster' as const, id: 'muster' },
      source: { kind: 'effect' as const },
    };
    await parts.timeline.change(row.stream, runsFold, cause, () =>
      ok({
        entries: [
          diagnosticFinished({
            run,
            diagnostic: row.diagnostic,
            target: null,
            outcome: 'cut-off',
            code: 'diagnostic/restart',
            message: CUT_OFF,
            durationMs: Math.max(0, parts.clock.now() - row.startedAt),
            verdict: 'bad',
            findings: [],
            truncated: false,
          }),
        ],
        effects: tellEffect(run, row),
        answer: null,
      }),
    );
  }
  return cut.length;
}

function tellEffect(run: string, row: RunningRow): readonly EffectDraft[] {
  if (row.channel === null || row.interaction === null) return [];
  const message: Omit<Message, 'files'> = {
    tone: 'warning',
    title: [code(commandLine(row.diagnostic, row.given).slice(0, 200))],
    blocks: [{ type: 'text', text: rich`⚠️ Cut off by a restart. ${CUT_OFF}` }],
    buttons: [
      [
        row.service === null
          ? { label: 'Run it again', emoji: '🔁', action: 'diagnostic.again', args: [run] }
          : { label: 'Run all again', emoji: '🔁', action: 'diagnostic.preset', args: [row.service] },
      ],
    ],
  };
  return [
    {
      kind: 'answer.edit',
      lane: null,
      // Several runs of one press (a service's) share one message.
      key: `answer:${row.interaction}`,
      payload: { channel: row.channel, interaction: row.interaction, message },
    },
  ];
}
