import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { musterVersion } from './base/version.ts';
import type { DeclareOptions } from './cli/declare.ts';
import { SANDBOX_PORT } from './cli/sandbox-ports.ts';

/** Exit codes that scripts may rely on. */
export const EXIT = { done: 0, no: 1, usage: 2, unreachable: 3 } as const;

/**
 * The CLI door: parses arguments, calls one function, returns its exit code.
 * Every function is imported when it is called: `muster --version` does not load a database.
 */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    // The system's own no (a folder that may not be written, a full disk): a sentence, wherever it came up.
    if (error instanceof Error && 'syscall' in error) {
      process.stderr.write(`That could not be done here: ${error.message}.\n`);
      return EXIT.unreachable;
    }
    throw error;
  }
  return exitCode;
}

/** Every command with its options; `ended` is told each one's exit code. docs/command-line.md is written from it. */
export function createProgram(ended: (exitCode: number) => void): Command {
  const program = new Command('muster')
    .description('Incident response and on-call in Discord, with a record that cannot be quietly changed.')
    .version(musterVersion)
    .exitOverride()
    .showHelpAfterError('(--help tells more)');
  const run =
    <A extends unknown[]>(call: (...args: A) => Promise<number>) =>
    async (...args: A): Promise<void> => {
      ended(await call(...args));
    };

  program
    .command('start')
    .description('run the bot; without DISCORD_TOKEN it starts the sandbox, a local Discord, with the bot on it')
    .option(
      '--port <port>',
      `port of the sandbox (default: as last time, else ${SANDBOX_PORT}, else any free one)`,
      port,
    )
    .action(run(async (options: { port?: number }) => (await import('./cli/start.ts')).start(options)));

  const sandbox = program
    .command('sandbox')
    .description('run the local Discord alone')
    .option('--port <port>', 'port; 0 for any free one', port, SANDBOX_PORT)
    .option('--json', 'print token, guild id, REST base and page address as one JSON line')
    .action(run(async (options: { port: number; json?: true }) => (await import('./cli/sandbox.ts')).sandbox(options)));
  sandbox
    .command('chat')
    .description('a terminal client for a running sandbox')
    .option('--url <url>', 'address that the sandbox printed (default: of the one that was started in this folder)')
    .option('--as <person>', 'whom to act as')
    .action(
      run(async (options: { url?: string; as?: string }) => (await import('./cli/sandbox.ts')).sandboxChat(options)),
    );

  program
    .command('check')
    .description('validate muster.yaml')
    .argument('[file]', 'default: MUSTER_CONFIG or ./muster.yaml; where only the sandbox is, its sandbox.yaml')
    .action(run(async (file: string | undefined) => (await import('./cli/check.ts')).check(file)));

  program
    .command('verify')
    .description('recompute the hash chains and compare the heads')
    .argument('[number]', 'one incident', number)
    .option('--head <seq:hash>', 'compare with a head that was kept outside')
    .option('--rebuild', 'throw away what is derived from the entries, and build it anew')
    .action(
      run(async (incident: number | undefined, options: { head?: string; rebuild?: true }) =>
        (await import('./cli/verify.ts')).verify({ incident, ...options }),
      ),
    );

  program
    .command('export')
    .description("write an incident's timeline")
    .argument('<number>', 'the incident', number)
    .option('--format <list>', 'md, json, csv, html; several with commas (default: md, with --out all four)')
    .option('--out <dir>', 'folder; without it one format goes to stdout')
    .option('--at <instant>', 'as it was known then')
    .action(
      run(async (incident: number, options: { format?: string; out?: string; at?: string }) =>
        (await import('./cli/export.ts')).exportIncident({ incident, ...options }),
      ),
    );

  program
    .command('plugin')
    .description('write diagnostics of your own')
    .command('new')
    .description('a plugin that works, and its test, from a template')
    .argument('<name>')
    .option('--out <dir>', 'where its folder is made', '.')
    .action(
      run(async (name: string, options: { out?: string }) =>
        (await import('./cli/plugin-new.ts')).pluginNew(name, options),
      ),
    );

  program
    .command('import')
    .description('read a timeline that was exported as JSON')
    .argument('<file>')
    .action(run(async (file: string) => (await import('./cli/import.ts')).importIncident(file)));

  program
    .command('declare')
    .description('declare an incident without Discord')
    .requiredOption('--title <title>', 'what is wrong, in a few words')
    .option('--severity <severity>', 'SEV-1 … SEV-5 or unknown')
    .option('--service <service>', 'a service of muster.yaml; any words while it names none')
    .option('--description <text>', 'what you see, and since when')
    .option('--kind <kind>', 'real (the default), drill, test or backfilled')
    .option('--private', 'only who may see private incidents knows of it, until one of them adds others')
    .option('--triage', 'nobody is paged until somebody accepts it')
    .option('--json', 'print number, stream and text as JSON')
    .action(run(async (options: DeclareOptions) => (await import('./cli/declare.ts')).declare(options)));

  program
    .command('list')
    .description('the incidents and pages that are open')
    .option('--all', 'ended incidents too, the newest 200')
    .option('--json', 'print JSON')
    .action(run(async (options: { all?: true; json?: true }) => (await import('./cli/list.ts')).list(options)));

  program
    .command('oncall')
    .description('who is on call, overrides made in chat and calendars included; the final schedule of a span')
    .argument('<schedule>')
    .option('--at <instant>', 'default: now')
    .option('--from <instant>', 'with --to: the final schedule of that span')
    .option('--to <instant>')
    .option('--overflow', 'whole shifts, also where they reach beyond the span')
    .option('--json', 'print JSON')
    .action(
      run(
        async (schedule: string, options: { at?: string; from?: string; to?: string; overflow?: true; json?: true }) =>
          (await import('./cli/oncall.ts')).oncall({ schedule, ...options }),
      ),
    );

  program
    .command('page')
    .description('page somebody without Discord; a running Muster delivers it')
    .requiredOption('--who <who>', 'policy:NAME, schedule:NAME, person:NAME')
    .requiredOption('--message <message>', 'what they should know')
    .option('--urgency <urgency>', 'high or low')
    .action(
      run(async (options: { who: string; message: string; urgency?: string }) =>
        (await import('./cli/page.ts')).page(options),
      ),
    );

  program
    .command('ack')
    .description('acknowledge a page without Discord')
    .argument('<page>', "the page's number", pageNumber)
    .option('--as <person>', 'who you are: a key of muster.yaml; PagerDuty asks for it')
    .action(run(async (page: number, options: { as?: string }) => (await import('./cli/page.ts')).ack(page, options)));

  program
    .command('pagerduty')
    .description('move from PagerDuty')
    .command('import')
    .description('write schedules, policies, users and services of PagerDuty into muster.yaml, and prove it')
    .option('--schedule <ids...>', 'only these schedules, by their ids in PagerDuty')
    .option('--days <days>', 'how far ahead both renderings are compared', days, 90)
    .option('--follow <time>', 'PagerDuty stays the source; the layers answer when it is away for so long: 1h')
    .option('--link-by-email', 'people of muster.yaml with the same e-mail address are the same people')
    .option('--dry-run', 'show what would be written')
    .option('--json', 'print JSON')
    .action(
      run(
        async (options: {
          schedule?: string[];
          days: number;
          follow?: string;
          linkByEmail?: true;
          dryRun?: true;
          json?: true;
        }) => (await import('./cli/pagerduty.ts')).importFromPagerDuty(options),
      ),
    );

  program
    .command('backup')
    .description('a copy of the record, also while Muster runs')
    .argument('<file>')
    .action(run(async (file: string) => (await import('./cli/backup.ts')).backup(file)));

  program
    .command('release')
    .description('after a restore: what is held back; with --now it is done')
    .option('--now', 'let it be done')
    .action(run(async (options: { now?: true }) => (await import('./cli/release.ts')).release(options)));

  program
    .command('invite')
    .description('print the link that lets the bot into a server')
    .option('--application <id>', "the application's id; default: DISCORD_TOKEN's")
    .action(run(async (options: { application?: string }) => (await import('./cli/invite.ts')).invite(options)));

  return program;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 90)
    throw new InvalidArgumentError('From 1 to 90 days: PagerDuty plans no further ahead.');
  return value;
}

const number = (text: string): number => numberOf(text, 'An incident');
const pageNumber = (text: string): number => numberOf(text, 'A page');

function numberOf(text: string, what: string): number {
  const value = Number(text.replace(/^#/, ''));
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError(`${what} is named by its number: 42.`);
  return value;
}
