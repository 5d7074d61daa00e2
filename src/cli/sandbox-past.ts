import { MINUTE_MS } from '../base/durations.ts';
import type { App } from '../app.ts';
import { systemClock } from '../base/clock.ts';
import type { Exchange } from '../sandbox/control/exchange.ts';
import type { RunningClock } from '../sandbox/page/running-clock.ts';
import type { Sandbox } from '../sandbox/start.ts';

type Step = {
  /** Minutes after the one before. */
  readonly after: number;
  readonly who: string;
} & (
  | {
      /** In the incident's channel: words, or a command. */
      readonly says: string;
    }
  | {
      /** The button under `/postmortem` that opens the form, and what is written into it. */
      readonly opens: string;
      readonly writes: Readonly<Record<string, string>>;
    }
);

const OVERVIEW =
  'The disk of search-3 filled up, so that one query in three found nothing for 40 minutes. Nobody was alerted: customers called. Old indices were deleted.';
const IMPACT = 'One search in three found nothing; no orders were lost';

/** What happened, as the people of the sandbox's company did it: the record is made by the same commands as any other. */
const STORY: readonly Step[] = [
  { after: 1, who: 'ada', says: '/incident role role:commander' },
  { after: 1, who: 'ben', says: '/incident role role:scribe' },
  { after: 1, who: 'grace', says: 'Three customers on the phone: the search box stays empty.' },
  { after: 2, who: 'ben', says: 'The nodes answer, but the disk of `search-3` is **full**: 100 % since 09:05.' },
  { after: 0, who: 'ben', says: '/incident note text:"Disk of search-3 is full; index writes fail" at:"~4 min ago"' },
  { after: 2, who: 'ada', says: '/incident status to:identified' },
  {
    after: 1,
    who: 'ada',
    says: '/incident update conditions:"Search returns nothing for one query in three" actions:"Moving old indices off search-3" needs:"Nothing yet"',
  },
  { after: 3, who: 'chiara', says: '/incident task text:"Delete the indices of 2024 from search-3" person:@chiara' },
  { after: 11, who: 'chiara', says: 'Done: 210 GB free. Writes are going through again.' },
  { after: 1, who: 'chiara', says: '/incident task number:T1 done:True' },
  { after: 2, who: 'ada', says: '/incident status to:monitoring' },
  { after: 14, who: 'ada', says: '/incident milestone which:mitigated at:"15 min ago"' },
  { after: 0, who: 'ada', says: '/incident milestone which:detected at:"~38 min ago" text:"A customer called"' },
  { after: 0, who: 'ada', says: '/incident milestone which:acknowledged at:"36 min ago"' },
  { after: 1, who: 'ada', says: '/incident milestone which:started at:"~45 min ago" text:"First failed index write"' },
  {
    after: 1,
    who: 'ada',
    says: '/incident task text:"Alert on disk above 85 %" person:@ben follow-up:True due:"in 5 days"',
  },
  {
    after: 1,
    who: 'ada',
    says: `/incident summary text:"${OVERVIEW}"`,
  },
  { after: 1, who: 'ada', says: `/incident impact text:"${IMPACT}"` },
  { after: 1, who: 'ada', says: '/incident resolve reason:"Error rate normal for a quarter of an hour"' },
  { after: 30, who: 'ada', says: '/postmortem owner:@ben due:"in 1 day"' },
  {
    after: 21 * 60,
    who: 'ben',
    opens: 'Write what happened',
    writes: {
      summary: OVERVIEW,
      impact: IMPACT,
      story:
        'The new catalogue was indexed **beside** the old one, as planned. Nobody had reckoned with two of them on one disk.\n\n- Writes to `search-3` failed first, without a sound\n- Queries that it answered then came back *empty* instead of failing\n- The shop showed what it was given: nothing',
      factors:
        '- Disks are watched by a dashboard, which nobody looks at in the evening\n- A node without space answers with an empty list, and the balancer takes that for good\n- Indices of two years are kept because nobody was asked to delete them',
      resolution: 'The indices of 2024 were deleted; 210 GB came free, and writes went through again within a minute.',
    },
  },
  {
    after: 20,
    who: 'ben',
    opens: 'What we learned',
    writes: {
      well: 'Support said at once what customers see, and how many.',
      badly: 'It took 12 minutes to find out which of the nodes is meant: the card named no runbook.',
      messaging: '',
    },
  },
  { after: 40, who: 'ben', says: '/postmortem state:"in review"' },
  { after: 90, who: 'ada', says: '/postmortem state:reviewed' },
  { after: 1, who: 'ada', says: '/incident close reason:"Postmortem reviewed; the follow-up is ours"' },
];

/** Long enough before now that the whole story lies in the past. */
export const PAST_MS = 2 * 24 * 60 * MINUTE_MS;

/**
 * Plays the incident of the sandbox's past, then moves the clock to `now`. The clock must stand still PAST_MS before it, and
 * Muster must be ready. Throws when a step is refused: the story is part of the program.
 */
export async function playPast(sandbox: Sandbox, app: App, clock: RunningClock, now: () => number): Promise<void> {
  const wait = async (durationMs: number): Promise<void> => {
    await settled(app, clock);
    await clock.advance(durationMs);
    await settled(app, clock);
  };
  const act = async (who: string, channel: string, says: string): Promise<void> => {
    const done = await sandbox.as(who).type(channel, says);
    if ('final' in done) await answered(done, says);
  };
  await act('grace', '#general', 'Does search find anything for you? It stays empty here.');
  await act('grace', '#general', '/incident declare title:"Search finds nothing" severity:SEV-3 service:search');
  await settled(app, clock);
  const opened = await sandbox.as('grace').waitFor(() =>
    sandbox
      .as('grace')
      .channels()
      .find(({ name }) => name?.startsWith('inc-1-')),
  );
  for (const who of ['ada', 'ben', 'chiara']) {
    await wait(20_000);
    await act('grace', opened.id, `/incident add person:@${who}`);
  }
  const write = async (who: string, button: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const person = sandbox.as(who);
    const standing = await (await person.command(opened.id, 'postmortem')).final();
    const form = await person.press(standing.message?.id ?? '', button);
    await form.final();
    await answered(await person.submit(form, fields), button);
  };
  for (const step of STORY) {
    await wait(step.after * MINUTE_MS);
    if ('says' in step) await act(step.who, opened.id, step.says);
    else await write(step.who, step.opens, step.writes);
  }
  await settled(app, clock);
  await clock.advance(Math.max(0, now() - clock.now()));
  await settled(app, clock);
}

async function answered(asked: Exchange, says: string): Promise<void> {
  const { message, followUps, error } = await asked.final();
  const words = JSON.stringify([message?.embeds, message?.components, message?.content, followUps]);
  if (error !== null || message === undefined) throw new Error(`The sandbox’s past: ${says}: ${error ?? words}`);
}

const PATIENCE_MS = 30_000;
/** A turn of waiting in real time; after so many the clock goes on by a second: what waits for Discord's limits waits by it. */
const TURN_MS = 4;
const TURNS_A_SECOND = 60;

/** Until nothing that is due remains to be done; in real time no longer than PATIENCE_MS. */
async function settled(app: App, clock: RunningClock): Promise<void> {
  const until = systemClock.now() + PATIENCE_MS;
  for (let turn = 1; systemClock.now() < until; turn++) {
    const due = await app.store.nextEffectDue();
    const running = await app.store.effects({ state: 'running', limit: 1 });
    if (running.length === 0 && (due === undefined || due > clock.now())) return;
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
    if (turn % TURNS_A_SECOND === 0) await clock.advance(1000);
  }
}
