import { DAY_MS } from '../base/durations.ts';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import { messageOf } from '../base/result.ts';
import { parseConfig } from '../config.ts';
import { createAccountClient } from '../oncall/pagerduty/account-client.ts';
import { readAccount } from '../oncall/pagerduty/import/account.ts';
import { addToYaml } from '../oncall/pagerduty/import/add-to-yaml.ts';
import { draftImport } from '../oncall/pagerduty/import/draft-import.ts';
import { createWaitOut } from '../oncall/pagerduty/import/wait-out.ts';
import { proveImport } from '../oncall/pagerduty/import/prove.ts';
import { readConfiguration } from './open.ts';
import { complain, print } from './output.ts';
import { importReport, proofJson } from './pagerduty-report.ts';

export interface ImportQuery {
  /** Ids of schedules; none: all of them. */
  readonly schedule?: readonly string[];
  readonly days: number;
  readonly dryRun?: true;
  readonly json?: true;
  readonly linkByEmail?: true;
  /** PagerDuty stays the source, and the imported layers answer when it is away for so long. */
  readonly follow?: string;
}

/** For rate limits, in all. */
const LONGEST_WAIT_MS = 10 * 60_000;
/** What another attempt may mend. */
const UNREACHABLE: ReadonlySet<string> = new Set(['pagerduty/unreachable', 'pagerduty/rate-limit']);

/**
 * `muster pagerduty import`: schedules, policies, users and services into muster.yaml, and the proof that they say the
 * same. 0 all equal, 1 there are differences or names that are taken, 2 no token or a wrong file, 3 PagerDuty is away.
 */
export async function importFromPagerDuty(
  query: ImportQuery,
  now = systemClock.now(),
  environment: Parameters<typeof readConfiguration>[0] = process.env,
): Promise<number> {
  const configured = readConfiguration(environment);
  if (typeof configured === 'number') return configured;
  const { settings, config, configPath } = configured;
  const token = settings.PAGERDUTY_API_TOKEN;
  if (token === undefined) {
    return complain({ code: 'pagerduty/off', message: 'Set PAGERDUTY_API_TOKEN: a token that may read is enough.' }, 2);
  }
  const waitOut = createWaitOut(systemClock, LONGEST_WAIT_MS, (until) => {
    const at = new Date(until).toISOString().slice(11, 19);
    process.stderr.write(`PagerDuty takes no more requests until ${at} UTC: waiting.\n`);
  });
  const client = createAccountClient({
    apiUrl: settings.PAGERDUTY_API_URL,
    token,
    now: () => systemClock.now(),
    waitOut,
  });
  const from = Math.floor(now / 1000) * 1000;
  const span = { from, to: from + query.days * DAY_MS };
  const alive = setInterval(() => undefined, LONGEST_WAIT_MS); // the clock's waits alone keep no process
  const account = await readAccount(client, span, query.schedule).finally(() => {
    clearInterval(alive);
  });
  if (!account.ok) return complain(account.refusal, UNREACHABLE.has(account.refusal.code) ? 3 : 2);

  const draft = draftImport(account.value, config.people, {
    linkByEmail: query.linkByEmail === true,
    now,
    ...(query.follow !== undefined && { fallback: query.follow }),
  });
  const before = existsSync(configPath) ? readFileSync(configPath, 'utf8') : '';
  const yaml = addToYaml(before, draft.sections);
  const conflicts = [...draft.conflicts, ...yaml.conflicts];
  if (conflicts.length > 0) {
    const message = [...conflicts, 'Nothing was written.'].join('\n');
    return complain({ code: 'import/conflict', message }, 1);
  }
  const parsed = parseConfig(yaml.text, settings.environment);
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ line, message }) => `line ${line}: ${message}`);
    const message = ['What came from PagerDuty does not fit into muster.yaml:', ...faults, 'Nothing was written.'];
    return complain({ code: 'import/invalid', message: message.join('\n') }, 1);
  }
  const proofs = proveImport(account.value, draft, parsed.value.schedules, span);
  const different = proofs.some(({ outcome }) => outcome === 'different' || outcome === 'missing');

  if (query.dryRun !== true && yaml.added.length > 0) {
    const written = replaceFile(configPath, before, yaml.text);
    if (written !== undefined) return complain({ code: 'import/file', message: written }, 2);
  }
  const report = { file: configPath, written: query.dryRun !== true, added: yaml.added, present: yaml.present };
  if (query.json) {
    print(
      JSON.stringify({
        ...report,
        notes: draft.notes,
        from: new Date(span.from).toISOString(),
        to: new Date(span.to).toISOString(),
        schedules: proofs.map(proofJson),
      }),
    );
    return different ? 1 : 0;
  }
  if (query.dryRun) print(yaml.text);
  for (const line of importReport(report, draft.notes, proofs, query.days)) print(line);
  return different ? 1 : 0;
}

/** Whole or not at all; refuses, with a sentence, when somebody wrote the file meanwhile. */
function replaceFile(path: string, before: string, text: string): string | undefined {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const present = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (present !== before) return `${path} was changed meanwhile: nothing was written, import again.`;
    writeFileSync(draft, text, existsSync(path) ? { mode: statSync(path).mode } : {});
    renameSync(draft, path);
    return undefined;
  } catch (error) {
    return `${path} cannot be written (${messageOf(error)}).`;
  }
}
