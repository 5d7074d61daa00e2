import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/result.ts';
import { type GivenArgs, parsePluginArgs } from '../kit/plugin-args.ts';
import type { Suggestion } from '../kit/plugin-option.ts';
import { isRefused, refused } from '../kit/refused.ts';
import type { Diagnostic } from '../plugin.ts';
import { collectFindings } from './collect-findings.ts';
import { describeDiagnostic } from './describe-diagnostic.ts';
import { loadPlugin } from './load-plugin.ts';
import { pluginContext } from './plugin-context-of.ts';
import { paced } from './pace.ts';
import {
  type FromWorker,
  LEAST_PARTIAL_INTERVAL_MS,
  type PluginSource,
  SUGGEST_DEADLINE_MS,
  type ToWorker,
} from './protocol.ts';

/** What a run was about is one line of the timeline, whatever a plugin's `target` hands back. */
const targetOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null;

/** What a plugin says it chose, as far as these are its options and values that one could have typed. */
const chosenOf = ({ options }: Diagnostic, values: Readonly<Record<string, unknown>>): GivenArgs =>
  Object.fromEntries(
    Object.entries(values)
      .filter(
        (entry): entry is [string, string | number | boolean] =>
          entry[0] in options && ['string', 'number', 'boolean'].includes(typeof entry[1]),
      )
      .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, MOST_CHOSEN) : value]),
  );
const MOST_CHOSEN = 200;

/** The far side of a worker (or, in tests, of a port in the same thread): loads plugins and runs what it is asked to. */
export function servePlugins(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  clock: Clock,
): { readonly blame: (thrown: unknown) => void } {
  const plugins = new Map<string, Promise<readonly Diagnostic[]>>();
  const running = new Map<number, AbortController>();
  const suggesting = new Map<number, AbortController>();
  const send = (message: FromWorker): void => {
    port.postMessage(message);
  };

  const pluginOf = (source: PluginSource): Promise<readonly Diagnostic[]> => {
    const id = `${source.key}@${source.version}`;
    let plugin = plugins.get(id);
    if (!plugin) {
      plugin = loadPlugin(source);
      plugins.set(id, plugin);
      plugin.catch(() => plugins.delete(id));
    }
    return plugin;
  };
  const diagnosticOf = async (source: PluginSource, name: string): Promise<Diagnostic> => {
    const found = (await pluginOf(source)).find((diagnostic) => diagnostic.name === name);
    if (!found) throw refused('diagnostic/unknown', `The plugin ${source.key} has no diagnostic "${name}" any more.`);
    return found;
  };

  const run = async (message: Extract<ToWorker, { type: 'run' }>): Promise<void> => {
    const { call, source } = message;
    const abort = new AbortController();
    running.set(call, abort);
    const diagnostic = await diagnosticOf(source, message.diagnostic);
    const args = parsePluginArgs(diagnostic.options, message.given);
    if (!args.ok) throw refused(args.refusal.code, args.refusal.message);
    send({ type: 'started', call, target: targetOf(diagnostic.target?.(args.value)) });
    let line = '';
    const progress = paced(clock, LEAST_PARTIAL_INTERVAL_MS, () => {
      send({ type: 'progress', call, line });
    });
    const context = pluginContext({
      source,
      clock,
      signal: abort.signal,
      targets: source.targets ?? diagnostic.targets,
      progress: (latest) => {
        line = latest;
        progress.due();
      },
      log: (level, text) => {
        send({ type: 'log', key: source.key, level, message: text });
      },
    });
    let chosen: GivenArgs = {};
    const choice = paced(clock, LEAST_PARTIAL_INTERVAL_MS, () => {
      send({ type: 'chose', call, values: chosen });
    });
    const chose = (values: Readonly<Record<string, unknown>>): void => {
      chosen = { ...chosen, ...chosenOf(diagnostic, values) };
      choice.due();
    };
    try {
      const outcome = await collectFindings(
        diagnostic.run(args.value, { ...context, chose }),
        clock,
        abort.signal,
        (partial) => {
          send({ type: 'partial', call, ...partial });
        },
      );
      abort.signal.throwIfAborted();
      choice.flush();
      send({ type: 'findings', call, ...outcome });
    } finally {
      progress.end();
      choice.flush();
    }
  };

  const suggest = async (message: Extract<ToWorker, { type: 'suggest' }>): Promise<void> => {
    const abort = new AbortController();
    suggesting.set(message.call, abort);
    // Who does not heed the signal is not waited for: an answer says that this thread still hears.
    const late = new Promise<never>((_, fail) => {
      abort.signal.addEventListener('abort', () => {
        fail(abort.signal.reason as Error);
      });
    });
    const suggestions = await Promise.race([suggestionsFor(message, abort.signal), late]);
    send({
      type: 'suggestions',
      call: message.call,
      suggestions: suggestions
        .map((one) => (typeof one === 'string' ? { name: one, value: one } : one))
        .map(({ name, value }) => ({ name: String(name).slice(0, 100), value: String(value) }))
        // Discord takes no longer ones, and none without a name; cut, it would be another value.
        .filter(({ name, value }) => name.trim() !== '' && value !== '' && value.length <= 100)
        .slice(0, 25),
    });
  };

  const suggestionsFor = async (
    message: Extract<ToWorker, { type: 'suggest' }>,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> => {
    const diagnostic = await diagnosticOf(message.source, message.diagnostic);
    send({ type: 'started', call: message.call, target: null });
    const context = pluginContext({
      source: message.source,
      clock,
      signal: AbortSignal.any([signal, AbortSignal.timeout(SUGGEST_DEADLINE_MS)]),
      targets: message.source.targets ?? diagnostic.targets,
      progress: () => undefined,
      log: (level, text) => {
        send({ type: 'log', key: message.source.key, level, message: text });
      },
    });
    const { suggest: ask } = diagnostic.options[message.option] ?? {};
    return (await ask?.(message.typed, message.given, context)) ?? [];
  };

  const answer = async (message: ToWorker): Promise<void> => {
    if (message.type === 'abort')
      (running.get(message.call) ?? suggesting.get(message.call))?.abort(refused('diagnostic/stopped', message.reason));
    else if (message.type === 'forget') plugins.delete(`${message.key}@${message.version}`);
    else if (message.type === 'run') await run(message);
    else if (message.type === 'suggest') await suggest(message);
    else {
      const diagnostics = (await pluginOf(message.source)).map(describeDiagnostic);
      send({ type: 'described', call: message.call, diagnostics });
    }
  };

  port.on('message', (message: ToWorker) => {
    answer(message)
      .catch((thrown: unknown) => {
        if (!('call' in message)) return;
        const expected = isRefused(thrown);
        send({
          type: 'failed',
          call: message.call,
          expected,
          code: isRefused(thrown) ? thrown.code : 'diagnostic/failed',
          message: thrown === undefined ? 'It failed without saying why.' : messageOf(thrown).slice(0, 2000),
        });
      })
      .finally(() => {
        if (!('call' in message) || message.type === 'abort') return;
        running.delete(message.call);
        suggesting.delete(message.call);
      });
  });
  send({ type: 'ready' });
  return {
    /** Something was thrown where nobody catches (a socket's listener). Who runs alone did it; among several nobody knows. */
    blame(thrown) {
      const [only, ...others] = running;
      if (!only || others.length > 0) return;
      const [call, abort] = only;
      if (abort.signal.aborted) return; // what throws in a loop is told of once
      abort.abort(thrown);
      send({
        type: 'failed',
        call,
        expected: false,
        code: 'diagnostic/failed',
        message: messageOf(thrown).slice(0, 2000),
      });
    },
  };
}
