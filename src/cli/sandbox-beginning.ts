import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { App } from '../app.ts';
import { openRecord } from '../app/open-record.ts';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Settings } from '../config.ts';
import type { RunningClock } from '../sandbox/page/running-clock.ts';
import type { Sandbox } from '../sandbox/start.ts';
import { print } from './output.ts';
import { CHECKOUT_ROUTING_KEY } from './sandbox-company.ts';
import { SANDBOX_FILES } from './sandbox-files.ts';
import { playPast } from './sandbox-past.ts';
import { ALERT_AFTER_MS, sendAlert, welcome } from './sandbox-welcome.ts';

/*
 * How far a new sandbox is with what it begins with, over a restart: its past is being played, or its alert is still to come
 * (`alertAt`, UTC milliseconds on the sandbox's clock). No file: neither.
 */
const kept = z.union([z.object({ unfinished: z.literal(true) }), z.object({ alertAt: z.int() })]);

function read(): z.infer<typeof kept> | undefined {
  try {
    return kept.parse(JSON.parse(readFileSync(SANDBOX_FILES.beginning, 'utf8')));
  } catch {
    return undefined;
  }
}
const keep = (beginning: z.infer<typeof kept>): void => {
  writeFileSync(SANDBOX_FILES.beginning, `${JSON.stringify(beginning)}\n`);
};
const done = (): void => {
  rmSync(SANDBOX_FILES.beginning, { force: true });
};

/**
 * Whether this start has to give the sandbox its past, said at once: it takes a while. What a first start that was ended in
 * the midst of it left is taken away first: half a past is none, and nothing of anybody's is in it.
 */
export async function isBeginning(settings: Settings, isDefault: boolean): Promise<boolean> {
  const found = read();
  const isUnfinished = found !== undefined && 'unfinished' in found;
  if (!isDefault) {
    // From now on it is somebody's own, and no half-made company any more.
    if (isUnfinished) done();
    return false;
  }
  if (isUnfinished && (await takeAway(settings)))
    print('The first start here was ended before it was through: it begins anew.');
  if (existsSync(SANDBOX_FILES.record) || existsSync(SANDBOX_FILES.guild)) return false;
  keep({ unfinished: true });
  print('Setting up a small company to try Muster on: this takes a moment, once …\n');
  return true;
}

/** False while another Muster runs here: then the files are that one's. */
async function takeAway(settings: Settings): Promise<boolean> {
  const opened = openRecord({ settings, clock: systemClock, readOnly: false });
  if (!opened.ok) return false;
  await opened.value.store.close();
  for (const end of ['', '-wal', '-shm']) rmSync(SANDBOX_FILES.record + end, { force: true });
  rmSync(SANDBOX_FILES.guild, { force: true });
  return true;
}

/** Plays the past, brings the clock to now, and says what to try. Throws never: what fails is in the log. */
export async function begin(sandbox: Sandbox, app: App, clock: RunningClock, log: Log): Promise<void> {
  const noted = (what: string) => (error: unknown) => {
    log.warn({ err: error }, what);
  };
  await playPast(sandbox, app, clock, () => systemClock.now()).catch(noted('the past is incomplete'));
  await clock.advance(Math.max(0, systemClock.now() - clock.now()));
  clock.run();
  await welcome(sandbox).catch(noted('the first message could not be posted'));
  // The guild is on disk before it counts as finished.
  sandbox.save();
  keep({ alertAt: clock.now() + ALERT_AFTER_MS });
}

/** The company's monitoring sends its alert, where that is still to come. `port`: where it is taken. */
export function awaitAlert(port: number, clock: RunningClock, log: Log): void {
  const found = read();
  if (found === undefined || !('alertAt' in found)) return;
  clock.at(found.alertAt, () => {
    sendAlert(port, CHECKOUT_ROUTING_KEY).then(done, (error: unknown) => {
      log.warn({ err: error }, 'the alert could not be sent');
    });
  });
}
