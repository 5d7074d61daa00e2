import type { Clock } from '../../base/clock.ts';
import { type Result, messageOf, refuse } from '../../base/result.ts';
import type { Findings } from '../kit/finding.ts';
import { parseFindings } from '../kit/finding-schema.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import { isRefused } from '../kit/refused.ts';
import { describeDiagnostic } from './describe-diagnostic.ts';
import { keptSuggestions, type Suggest } from './kept-suggestions.ts';
import { loadPlugin } from './load-plugin.ts';
import { parseDescribed } from './parse-described.ts';
import type { PluginWorker, StartWorker } from './plugin-worker.ts';
import { threadWorkers } from './thread-workers.ts';
import {
  type DescribedDiagnostic,
  type FromWorker,
  type LoadedSource,
  type PluginSource,
  SUGGEST_DEADLINE_MS,
  type ToWorker,
} from './protocol.ts';
import { createWorkerPool } from './worker-pool.ts';

export interface RunRequest {
  readonly source: LoadedSource;
  readonly diagnostic: DescribedDiagnostic;
  readonly given: GivenArgs;
  readonly signal: AbortSignal;
  onTarget?(target: string | null): void;
  /** What the handler uses for options that were not given; later values take the place of earlier ones. */
  onChose?(values: GivenArgs): void;
  onProgress?(line: string): void;
  onPartial?(findings: Findings): void;
}

export type RunOutcome = {
  readonly durationMs: number;
  /** What was found, or had been found until then. */
  readonly findings: Findings;
  readonly truncated: boolean;
} & (
  | { readonly outcome: 'done' }
  | {
      readonly outcome: 'refused' | 'failed' | 'timed-out' | 'stopped';
      readonly code: string;
      readonly message: string;
    }
);

export interface Runner {
  /** Loads the plugin far away from here, validates its config, and says what it offers. */
  describe(source: LoadedSource): Promise<Result<readonly DescribedDiagnostic[]>>;
  /** Never rejects, never takes longer than the deadline and half a second from when its worker began it, which has 20 s to. */
  run(request: RunRequest): Promise<RunOutcome>;
  /** When the plugin fails or takes too long: what of its last list fits, else nothing. */
  readonly suggest: Suggest;
  /** Starts a worker of the built-ins with these in it, so that the first who asks need not wait for that. */
  warm(sources: readonly LoadedSource[]): Promise<void>;
  /** What runs goes on; afterwards this version is forgotten. */
  retire(source: LoadedSource): void;
  close(): Promise<void>;
}

/** For a machine that is busy starting. Only plugins that nobody knows yet are kept waiting by one that hangs. */
const DESCRIBE_DEADLINE_MS = 10_000;
/**
 * A worker that is to be started first, and to load the plugin, has so long for it: on a machine that is busy it would else be ended
 * before it came to begin, and the next one, too.
 */
const START_DEADLINE_MS = 20_000;
/** From the abort signal to the end of the worker. */
const GRACE_MS = 500;

type Ended =
  | { readonly by: 'answer'; readonly message: FromWorker & { readonly call: number } }
  | { readonly by: 'deadline' }
  | { readonly by: 'signal' }
  /** The worker ended; `others` were in it, too. */
  | { readonly by: 'worker'; readonly reason: string; readonly others: number };

export function createRunner(options: {
  readonly clock: Clock;
  readonly startWorker?: StartWorker;
  readonly onLog?: (message: Extract<FromWorker, { type: 'log' }>) => void;
  /** How long a plugin may take to say what it offers. */
  readonly describeDeadlineMs?: number;
  /** How long a worker may take to begin what it is asked to. */
  readonly startDeadlineMs?: number;
  /** How long one whose time is up has to end by itself, before its worker is ended. */
  readonly graceMs?: number;
}): Runner {
  const {
    clock,
    describeDeadlineMs = DESCRIBE_DEADLINE_MS,
    startDeadlineMs = START_DEADLINE_MS,
    graceMs = GRACE_MS,
  } = options;
  const pool = createWorkerPool(clock, options.startWorker ?? threadWorkers(), options.onLog ?? (() => undefined));
  let calls = 0;

  /**
   * One call with a deadline, which runs from `started` on where the far side says that. When time is up: the signal first, and
   * after the grace the worker's end.
   */
  const converse = (
    worker: PluginWorker,
    message: ToWorker & { readonly call: number },
    deadlineMs: number,
    signal: AbortSignal | undefined,
    onOther: (message: FromWorker & { readonly call: number }) => void,
  ): Promise<Ended> =>
    new Promise((settle) => {
      let asked: 'deadline' | 'signal' | undefined;
      let cancelGrace = (): void => undefined;
      const finish = (ended: Ended): void => {
        cancelDeadline();
        cancelGrace();
        signal?.removeEventListener('abort', onAbort);
        forget();
        settle(asked === undefined ? ended : { by: asked });
      };
      const ask = (by: 'deadline' | 'signal'): void => {
        if (asked !== undefined) return;
        asked = by;
        worker.send({
          type: 'abort',
          call: message.call,
          reason: by === 'deadline' ? 'Its time is up.' : 'It was stopped.',
        });
        cancelGrace = clock.at(clock.now() + graceMs, () => {
          finish({ by });
          void worker.end('Another diagnostic in the same worker hung, and the worker was ended.');
        });
      };
      const onAbort = (): void => {
        ask('signal');
      };
      const within = (ms: number) =>
        clock.at(clock.now() + ms, () => {
          ask('deadline');
        });
      let cancelDeadline = within(saysStarted(message) ? Math.max(deadlineMs, startDeadlineMs) : deadlineMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      const forget = worker.call(
        message,
        (answer) => {
          const last = ['described', 'findings', 'suggestions', 'failed'].includes(answer.type);
          if (answer.type === 'started' && asked === undefined) {
            cancelDeadline();
            cancelDeadline = within(deadlineMs);
          }
          if (last) finish({ by: 'answer', message: answer });
          // What it had found when its time was up is still of use, what it is doing then is not.
          else if (asked === undefined || answer.type === 'partial') onOther(answer);
        },
        (reason, others) => {
          // The call may end before `worker.call` has returned.
          queueMicrotask(() => {
            finish({ by: 'worker', reason, others });
          });
        },
      );
      if (signal?.aborted === true) onAbort();
    });

  /** `bystander`: its worker was ended, and for what another run in it may have done. */
  const attempt = async (
    request: RunRequest,
    startedAt: number,
    worker: PluginWorker,
  ): Promise<RunOutcome | 'bystander'> => {
    const { source, diagnostic, given } = request;
    let partial: Findings = [];
    let partialTruncated = false;
    let latest = '';
    let begun = false;
    const ended = await converse(
      worker,
      { type: 'run', call: ++calls, source: plain(source), diagnostic: diagnostic.name, given },
      diagnostic.timeoutMs,
      request.signal,
      (message) => {
        if (message.type === 'started') {
          begun = true;
          request.onTarget?.(message.target);
        }
        if (message.type === 'chose') request.onChose?.(message.values);
        else if (message.type === 'progress') request.onProgress?.((latest = message.line));
        else if (message.type === 'partial') {
          partial = parseFindings(message.findings) ?? partial;
          partialTruncated = message.truncated;
          request.onPartial?.(partial);
        }
      },
    );
    pool.done(source);
    const durationMs = Math.round(clock.now() - startedAt);
    const unfinished = (outcome: 'refused' | 'failed' | 'timed-out' | 'stopped', code: string, message: string) =>
      ({ outcome, code, message, durationMs, findings: partial, truncated: partialTruncated }) as const;
    if (ended.by === 'deadline' && !begun)
      return unfinished(
        'timed-out',
        'diagnostic/deadline',
        `${diagnostic.name} could not be begun: its plugin was not loaded in time. It hangs while it is loaded, or the machine is too busy.`,
      );
    if (ended.by === 'deadline')
      return unfinished(
        'timed-out',
        'diagnostic/deadline',
        `${diagnostic.name} did not end within ${diagnostic.timeoutMs / 1000} s and was stopped.${latest === '' ? '' : ` It was at: ${latest}.`}`,
      );
    if (ended.by === 'signal') return unfinished('stopped', 'diagnostic/stopped', `${diagnostic.name} was stopped.`);
    if (ended.by === 'worker') {
      const { reason, others } = ended;
      if ((others > 0 || reason.startsWith('Another')) && diagnostic.risk === 'read') return 'bystander';
      const shared = others > 0 ? ` It shared its worker with ${others === 1 ? 'one other' : `${others} others`}:` : '';
      return unfinished('failed', 'diagnostic/worker', `${diagnostic.name} failed.${shared} ${reason}`);
    }
    const { message } = ended;
    if (message.type === 'failed')
      return unfinished(message.expected ? 'refused' : 'failed', message.code, message.message);
    const findings = message.type === 'findings' ? parseFindings(message.findings) : undefined;
    if (!findings || message.type !== 'findings')
      return unfinished(
        'failed',
        'diagnostic/shape',
        `${diagnostic.name} handed back something that is not a list of findings. Its author should look at docs/plugins.md.`,
      );
    return { outcome: 'done', durationMs, findings, truncated: message.truncated };
  };

  return {
    async describe(source) {
      if (source.builtIn) return describeHere(source);
      return pool.withScout(async (worker) => {
        const ended = await converse(
          worker,
          { type: 'describe', call: ++calls, source: plain(source) },
          describeDeadlineMs,
          undefined,
          () => undefined,
        );
        if (ended.by === 'answer' && ended.message.type === 'described')
          return parseDescribed(source.key, ended.message.diagnostics);
        if (ended.by === 'answer' && ended.message.type === 'failed')
          return refuse(ended.message.code, ended.message.message);
        return refuse(
          'plugin/load',
          ended.by === 'worker'
            ? `The plugin ${source.key} could not be loaded: ${ended.reason}`
            : `The plugin ${source.key} did not finish loading within ${describeDeadlineMs / 1000} s and was left out.`,
        );
      });
    },
    async run(request) {
      const startedAt = clock.now();
      const first = await attempt(request, startedAt, pool.workerFor(request.source));
      // Alone: whoever ended the worker ends none but its own this time.
      const second =
        first === 'bystander'
          ? await pool.alone(request.source, (worker) => attempt(request, startedAt, worker)).catch(() => first)
          : first;
      if (second !== 'bystander') return second;
      return {
        outcome: 'failed',
        code: 'diagnostic/worker',
        message: `${request.diagnostic.name} was interrupted twice. Try again.`,
        durationMs: clock.now() - startedAt,
        findings: [],
        truncated: false,
      };
    },
    suggest: keptSuggestions(clock, async (source, diagnostic, option, typed, given) => {
      const ended = await converse(
        pool.workerFor(source),
        { type: 'suggest', call: ++calls, source: plain(source), diagnostic, option, typed, given },
        SUGGEST_DEADLINE_MS,
        undefined,
        () => undefined,
      );
      pool.done(source);
      return ended.by === 'answer' && ended.message.type === 'suggestions' ? ended.message.suggestions : undefined;
    }),
    async warm(sources) {
      for (const source of sources) {
        const describe = { type: 'describe', call: ++calls, source: plain(source) } as const;
        await converse(pool.workerFor(source), describe, describeDeadlineMs, undefined, () => undefined);
      }
    },
    retire: pool.retire,
    close: pool.close,
  };
}

/** Built-ins are Muster's own code: what they say of themselves needs no thread to be started for it. */
async function describeHere(source: PluginSource): Promise<Result<readonly DescribedDiagnostic[]>> {
  try {
    return parseDescribed(source.key, (await loadPlugin(source)).map(describeDiagnostic));
  } catch (error) {
    return refuse(isRefused(error) ? error.code : 'plugin/load', messageOf(error));
  }
}

const saysStarted = ({ type }: ToWorker): boolean => type === 'run' || type === 'suggest';

const plain = ({ key, version, module, config, secrets, targets }: PluginSource): PluginSource => ({
  key,
  version,
  module,
  config,
  secrets,
  ...(targets && { targets }),
});
