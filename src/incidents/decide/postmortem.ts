import { refuse } from '../../base/result.ts';
import { takeWhole } from '../../base/take-whole.ts';
import type { Instant } from '../../base/clock.ts';
import { changedSince, type ShownMarks } from '../../commands/shown-marks.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import type { IncidentsConfig } from '../config.ts';
import { incidentEffects } from '../effects.ts';
import { impactChanged } from '../entries/impact-changed.ts';
import { postmortemChanged } from '../entries/postmortem-changed.ts';
import { postmortemWritten } from '../entries/postmortem-written.ts';
import { summaryChanged } from '../entries/summary-changed.ts';
import type { IncidentState } from '../state.ts';
import { cancelPostmortem, postmortemReminder } from '../timers.ts';
import { ACTIVE_STATUSES, POSTMORTEM_SECTIONS, type PostmortemSection } from '../vocabulary.ts';
import { unlessChanged, unlessDeclared, unlessReviewed } from './guards.ts';
import { letIn } from './let-in.ts';
import { dueOnceOver } from './postmortem-due.ts';
import { type Decided, record } from './recorded.ts';

const WRITTEN_SECTIONS = ['summary', 'impact', ...POSTMORTEM_SECTIONS] as const;

/** What comes after each. */
export const NEXT_STAGES = {
  none: ['draft'],
  draft: ['in review'],
  'in review': ['draft', 'reviewed'],
  reviewed: ['in review'],
} as const;

export interface PostmortemChange {
  readonly state?: 'draft' | 'in review' | 'reviewed' | undefined;
  readonly owner?: string | undefined;
  readonly dueAt?: Instant | undefined;
}

/** What was overdue when its incident came back has no date until that is over again. */
const asksNobody = ({ status }: IncidentState, due: Instant, now: Instant): boolean =>
  status === 'cancelled' || (ACTIVE_STATUSES.has(status) && due <= now);

/** Draft, in review, reviewed, and back. The timeline stays correctable after the review, and says so. */
export function decidePostmortem(
  state: IncidentState,
  input: PostmortemChange,
  config: Pick<IncidentsConfig, 'postmortemDueDays'>,
  context: DecideContext,
): Decided {
  const refusal = unlessDeclared(state);
  if (refusal) return refusal;
  const { state: from, owner: ownerBefore, dueAt: dueBefore } = state.postmortem;
  const { state: to, owner, dueAt } = input;
  if (to === undefined && owner === undefined && dueAt === undefined) {
    return refuse('postmortem/nothing', 'Say what changes: state, owner or due.');
  }
  const next: readonly string[] = NEXT_STAGES[from];
  if (to !== undefined && to !== from && !next.includes(to)) {
    return refuse(
      'postmortem/state',
      `The postmortem is ${from === 'none' ? 'not begun' : from}: next comes ${next.join(' or ')}.`,
    );
  }
  if (to === 'reviewed' && (owner ?? ownerBefore) === null) {
    return refuse('postmortem/owner', 'Name its owner first: somebody must stand for what is in it.');
  }
  const stage = to ?? (from === 'none' ? 'draft' : from);
  const due = dueAt ?? dueBefore ?? (from === 'none' ? dueOnceOver(state, config, context.now) : undefined) ?? null;
  const change = {
    ...(stage !== from && { state: stage }),
    ...(owner !== undefined && owner !== ownerBefore && { owner }),
    ...(due !== null && due !== dueBefore && { dueAt: due }),
  };
  if (Object.keys(change).length === 0) {
    return refuse('postmortem/same', `That is so already: the postmortem is ${from}, and nothing was recorded.`);
  }
  const inside = letIn(state, owner);
  return record(
    postmortemChanged(change),
    context,
    [
      incidentEffects.card(state.stream),
      stage === 'reviewed' || due === null || asksNobody(state, due, context.now)
        ? cancelPostmortem(state.stream)
        : postmortemReminder(state.stream, due),
      ...inside.effects,
    ],
    inside.entries,
  );
}

export type WrittenSection = PostmortemSection | 'summary' | 'impact';
export type PostmortemWords = Readonly<Partial<Record<WrittenSection, string>>>;

/** What Discord takes in one field of a form. */
export const LONGEST_SECTION = 4000;

const storedIn = ({ summary, impact, postmortem }: IncidentState, section: WrittenSection): string =>
  section === 'summary' ? summary : section === 'impact' ? impact : (postmortem.sections[section] ?? '');

/** What stands under a heading, as a form shows it; as long as nobody wrote the overview, what the declaration said. */
export const shownUnder = (state: IncidentState, section: WrittenSection): string =>
  takeWhole(storedIn(state, section) || (section === 'summary' ? state.description : ''), LONGEST_SECTION);

/** What says something else than what stands there. */
const writtenAnew = (state: IncidentState, given: PostmortemWords) =>
  WRITTEN_SECTIONS.flatMap((section) => {
    const text = given[section];
    const there = [storedIn(state, section).trim(), shownUnder(state, section).trim()];
    return text === undefined || there.includes(text) ? [] : [{ section, text }];
  });

/** The sections where what is given would be written over what its writer has not seen; two who wrote the same do not differ. */
export const changedSections = (
  state: IncidentState,
  given: PostmortemWords,
  marks: ShownMarks,
): readonly WrittenSection[] =>
  writtenAnew(state, given)
    .map(({ section }) => section)
    .filter((section) => changedSince(marks, section, [shownUnder(state, section)]));

/**
 * The sections that somebody wrote, in one commit; what is left out stays. `marks`: what they saw there when they began.
 * Writing begins the draft.
 */
export function decideWritePostmortem(
  state: IncidentState,
  given: PostmortemWords,
  marks: ShownMarks,
  config: Pick<IncidentsConfig, 'postmortemDueDays'>,
  context: DecideContext,
): Decided {
  const refusal =
    unlessDeclared(state) ?? unlessReviewed(state) ?? unlessChanged(changedSections(state, given, marks).length > 0);
  if (refusal) return refusal;
  const { state: stage } = state.postmortem;
  const [first, ...rest] = writtenAnew(state, given).map(({ section, text }) =>
    section === 'summary'
      ? summaryChanged({ from: state.summary, to: text })
      : section === 'impact'
        ? impactChanged({ from: state.impact, to: text })
        : postmortemWritten({ section, text }),
  );
  if (!first) return refuse('postmortem/same', 'Nothing is different from before, so nothing was recorded.');
  const dueAt = stage === 'none' ? dueOnceOver(state, config, context.now) : undefined;
  return record(
    first,
    context,
    [
      incidentEffects.card(state.stream),
      incidentEffects.announcement(state.stream),
      ...(dueAt === undefined ? [] : [postmortemReminder(state.stream, dueAt)]),
    ],
    [
      ...rest,
      ...(stage === 'none' ? [postmortemChanged({ state: 'draft', ...(dueAt !== undefined && { dueAt }) })] : []),
    ],
  );
}
