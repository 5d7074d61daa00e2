import { canonicalJson } from '../base/canonical-json.ts';
import { messageOf, refuse, type Result } from '../base/result.ts';
import type { PlacedRefusal } from './certificate-files.ts';
import type { DiagnosticsConfig } from './config.ts';
import { moduleFile } from './module-file.ts';
import { moduleStamp } from './module-stamp.ts';
import { sourcesOf } from './plugin-sources.ts';
import { declarationKey, type RememberedDeclarations } from './remembered-declarations.ts';
import { parseDescribed } from './runner/parse-described.ts';
import type { DescribedDiagnostic, LoadedSource } from './runner/protocol.ts';
import type { Runner } from './runner/runner.ts';

/** The refusal's code of a plugin that nobody knows yet: no fault of its own, as long as it may still arrive. */
export const LOADING = 'plugin/loading';

export interface Registered {
  readonly source: LoadedSource;
  readonly diagnostic: DescribedDiagnostic;
}

/** The plugins of muster.yaml, as they are loaded now. */
export interface Registry {
  readonly find: (diagnostic: string) => Registered | undefined;
  readonly all: () => readonly Registered[];
  /** Plugins that could not be loaded, by key, and why: the rest works all the same. */
  readonly faults: () => ReadonlyMap<string, PlacedRefusal>;
  /**
   * Loads what is new or changed and drops what is gone; what runs meanwhile goes on with the version it began with. Plugins that
   * nobody knows yet are asked meanwhile, and until then it goes on without them or with what they were: one promise for each of
   * them, its key when it is in force or among the faults, undefined when muster.yaml was read again before that.
   */
  readonly load: (config: DiagnosticsConfig) => Promise<readonly Promise<string | undefined>[]>;
  /** What arrives from now on is not taken any more. */
  readonly close: () => void;
  /** Secrets that plugins were given: masked wherever they turn up. */
  readonly secrets: () => readonly string[];
}

interface Loaded {
  readonly source: LoadedSource;
  readonly fingerprint: string;
  /** Under which it is remembered; undefined when nobody can tell whether its code is the same. */
  readonly declared: string | undefined;
  readonly diagnostics: readonly DescribedDiagnostic[];
}

/** What is known of a plugin that muster.yaml names. */
interface Outcome {
  /** What is in force of it. */
  readonly last: Loaded | undefined;
  /** Why it is not what muster.yaml says. */
  readonly fault?: PlacedRefusal;
}

interface Asked {
  readonly source: LoadedSource;
  readonly described: Result<readonly DescribedDiagnostic[]>;
}

export function createRegistry(
  runner: Runner,
  options: {
    readonly folder: string;
    readonly remembered?: RememberedDeclarations;
    /** Known secrets: they stand in configs, and are no part of what is remembered. */
    readonly masked?: readonly string[];
  },
): Registry {
  let loaded: ReadonlyMap<string, Loaded> = new Map();
  let faults: ReadonlyMap<string, PlacedRefusal> = new Map();
  let version = 0;
  let turns = 0;
  /** By fingerprint: who is being asked is not asked once more because muster.yaml was read again. */
  const asking = new Map<string, Promise<Asked>>();

  const ask = (source: LoadedSource, fingerprint: string): Promise<Asked> => {
    const known = asking.get(fingerprint);
    if (known) return known;
    const next = { ...source, version: ++version };
    const answer = runner
      .describe(next)
      .catch((error: unknown) => refuse('plugin/load', messageOf(error)))
      .then((described) => {
        asking.delete(fingerprint);
        return { source: next, described };
      });
    asking.set(fingerprint, answer);
    return answer;
  };

  const take = async (outcomes: ReadonlyMap<string, Outcome>): Promise<void> => {
    const failed = new Map<string, PlacedRefusal>();
    const after = new Map<string, Loaded>();
    const names = new Map<string, string>();
    for (const [key, { last, fault }] of outcomes) {
      if (fault) failed.set(key, fault);
      const twice = last?.diagnostics.find(({ name }) => names.has(name));
      if (twice) {
        failed.set(key, {
          code: 'plugin/twice',
          message: `The plugins ${names.get(twice.name) ?? ''} and ${key} both bring a diagnostic "${twice.name}": ${key} was left out.`,
        });
      } else if (last) {
        after.set(key, last);
        for (const { name } of last.diagnostics) names.set(name, key);
      }
    }
    for (const [key, { source }] of loaded) if (after.get(key)?.source !== source) runner.retire(source);
    loaded = after;
    faults = failed;
    await options.remembered?.keep(
      new Map(
        [...after.values()].flatMap(({ declared, diagnostics }) =>
          declared === undefined ? [] : [[declared, diagnostics] as const],
        ),
      ),
    );
  };

  return {
    find: (name) => all(loaded).find(({ diagnostic }) => diagnostic.name === name),
    all: () => all(loaded),
    faults: () => faults,
    secrets: () => [...loaded.values()].flatMap(({ source }) => Object.values(source.secrets)),
    async load(config) {
      const turn = ++turns;
      const stamps = new Map<string, string | undefined>();
      const ownStamp = moduleStamp(moduleFile('plugin'), stamps);
      const outcomes = new Map<string, Outcome>();
      const asked: (readonly [string, Promise<Outcome>])[] = [];
      for (const { source, fault } of sourcesOf(config, options.folder)) {
        const { key } = source;
        const last = loaded.get(key); // a broken change leaves what worked in place
        const stamp = source.builtIn ? ownStamp : moduleStamp(source.module, stamps);
        const fingerprint = canonicalJson({ ...source, version: 0, stamp: stamp ?? null });
        if (fault) outcomes.set(key, { last, fault });
        else if (last?.fingerprint === fingerprint) outcomes.set(key, { last });
        else {
          const declared = stamp === undefined ? undefined : declarationKey(source, stamp, options.masked ?? []);
          const known = declared === undefined ? undefined : options.remembered?.find(declared);
          const outcomeOf = ({ source: next, described }: Asked): Outcome =>
            described.ok
              ? { last: { source: next, fingerprint, declared, diagnostics: described.value } }
              : { last, fault: described.refusal };
          if (known) {
            const next = { ...source, version: ++version };
            outcomes.set(key, outcomeOf({ source: next, described: parseDescribed(key, known) }));
          } else if (source.builtIn) outcomes.set(key, outcomeOf(await ask(source, fingerprint)));
          else {
            outcomes.set(key, { last, ...(!last && { fault: beingLoaded(key) }) });
            asked.push([key, ask(source, fingerprint).then(outcomeOf)]);
          }
        }
      }
      if (turn !== turns) return [];
      await take(outcomes);
      return asked.map(async ([key, answer]) => {
        const outcome = await answer;
        if (turn !== turns) return undefined;
        outcomes.set(key, outcome);
        await take(outcomes);
        return key;
      });
    },
    close() {
      turns++;
    },
  };
}

const beingLoaded = (key: string): PlacedRefusal => ({
  code: LOADING,
  message: `The plugin ${key} is still being loaded.`,
});

const all = (loaded: ReadonlyMap<string, Loaded>): readonly Registered[] =>
  [...loaded.values()].flatMap(({ source, diagnostics }) => diagnostics.map((diagnostic) => ({ source, diagnostic })));
