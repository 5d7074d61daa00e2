import { refuse } from '../../base/result.ts';
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
import { POSTMORTEM_SECTIONS, type PostmortemSection } from '../vocabulary.ts';
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
      stage === 'reviewed' || due === null || state.status === 'cancelled'
        ? cancelPostmortem(state.stream)
        : postmortemReminder(state.stream, due),
      ...inside.effects,
    ],
    inside.entries,
  );
}

export type WrittenSection = PostmortemSection | 'summary' | 'impact';
export type PostmortemWords = Readonly<Partial<Record<WrittenSection, string>>>;

/** What stands under a heading; as long as nobody wrote the overview, what the declaration said. */
export const writtenIn = ({ summary, description, impact, postmortem }: IncidentState, section: WrittenSection) =>
  section === 'summary' ? summary || description : section === 'impact' ? impact : (postmortem.sections[section] ?? '');

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
  const written = WRITTEN_SECTIONS.flatMap((section) => {
    const text = given[section];
    return text === undefined || text === writtenIn(state, section).trim() ? [] : [{ section, text }];
  });
  const refusal =
    unlessDeclared(state) ??
    unlessReviewed(state) ??
    unlessChanged(written.some(({ section }) => changedSince(marks, section, [writtenIn(state, section)])));
  if (refusal) return refusal;
  const { state: stage } = state.postmortem;
  const [first, ...rest] = written.map(({ section, text }) =>
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
