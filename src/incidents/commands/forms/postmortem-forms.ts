import { refuse, type Result } from '../../../base/result.ts';
import type { ActionDeclaration } from '../../../commands/command.ts';
import type { ShownMarks } from '../../../commands/shown-marks.ts';
import type { CommandContext } from '../../../commands/context.ts';
import type { FormField, Reply } from '../../../commands/message.ts';
import {
  changedSections,
  decideWritePostmortem,
  LONGEST_SECTION,
  shownUnder,
  type WrittenSection,
} from '../../decide/postmortem.ts';
import { CHANGED_MEANWHILE } from '../../decide/guards.ts';
import { impactChanged } from '../../entries/impact-changed.ts';
import { postmortemWritten } from '../../entries/postmortem-written.ts';
import { summaryChanged } from '../../entries/summary-changed.ts';
import { incidentFold } from '../../fold.ts';
import { changeIncident, type IncidentParts } from '../../parts.ts';
import type { IncidentRow } from '../../projections/incident-row.ts';
import { SECTION_LABELS } from '../../vocabulary.ts';
import { formAbout } from '../ask-about.ts';
import { changePostmortem, postmortemStanding } from '../postmortem.ts';
import { type Answers, answered } from '../../../commands/answers.ts';
import { whoChanged, type WrittenBy } from '../who-changed.ts';
import { answeredDue, answeredIds } from './answers.ts';

type Section = WrittenSection;

/** What belongs under each heading. */
const BELONGS: Readonly<Record<Section, string>> = {
  summary: 'Three sentences for somebody who was not there',
  story: 'The story, in order; the timeline has the facts',
  factors: 'What made it possible, and worse: several, no root cause',
  resolution: 'What ended it, and how one knows that it is over',
  impact: 'Who was affected, how, and how many',
  well: 'What helped, and should be kept',
  badly: 'What cost time: systems and circumstances, not people',
  messaging: 'What was said to whom; the updates stand there already',
};
const LABELS: Readonly<Record<Section, string>> = { ...SECTION_LABELS, summary: 'Overview', impact: 'Impact' };

/** The two forms that a postmortem is written with: Discord shows five fields at once. */
const HALVES = [
  { name: 'story', label: 'what happened', sections: ['summary', 'story', 'factors', 'resolution', 'impact'] },
  { name: 'lessons', label: 'what we learned', sections: ['well', 'badly', 'messaging'] },
] as const satisfies readonly { name: string; label: string; sections: readonly Section[] }[];

export const postmortemForms = (parts: IncidentParts): readonly ActionDeclaration[] => [
  ...HALVES.flatMap(({ name, label, sections }) =>
    formAbout(parts, {
      name: `incident.postmortem.${name}`,
      summary: `Write ${label}`,
      title: ({ number }) => `Postmortem ${number}: ${label}`,
      shows: sections,
      async fields({ stream }) {
        const state = await parts.timeline.state(stream, incidentFold);
        return sections.map((section: Section): FormField => ({
          type: 'text',
          name: section,
          label: LABELS[section],
          description: BELONGS[section],
          lines: 'many',
          required: false,
          most: LONGEST_SECTION,
          value: shownUnder(state, section),
        }));
      },
      answer: (row, fields, context, marks) => write(parts, row, sections, fields, marks, context),
    }),
  ),
  ...formAbout(parts, {
    name: 'incident.postmortem.plan',
    summary: 'Say whose the postmortem is, and until when',
    title: ({ number }) => `Postmortem of incident ${number}`,
    fields: () => [
      { type: 'person', name: 'owner', label: 'Who writes it and stands for it?', required: false },
      {
        type: 'text',
        name: 'due',
        label: 'When is it due?',
        placeholder: 'friday / in 5 days / 2026-12-04',
        required: false,
        most: 100,
      },
    ],
    async answer(row, fields, context) {
      const due = answeredDue(fields, 'due', context);
      if (!due.ok) return due;
      return changePostmortem(parts, row, { owner: answeredIds(fields, 'owner')[0], dueAt: due.value }, context);
    },
  }),
];

async function write(
  parts: IncidentParts,
  row: IncidentRow,
  sections: readonly Section[],
  fields: Answers,
  marks: ShownMarks,
  context: CommandContext,
): Promise<Result<Reply>> {
  // A field that says nothing new says nothing about its section, and neither does one that the form did not have.
  const given = sections.filter((section) => fields[section] !== undefined);
  if (given.length === 0)
    return refuse('postmortem/same', 'Nothing is different from before, so nothing was recorded.');
  const texts = Object.fromEntries(
    given.map((section) => [section, answered(fields, section).slice(0, LONGEST_SECTION)]),
  );
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideWritePostmortem(state, texts, marks, parts.config(), decideContext),
  );
  if (recorded.ok) return postmortemStanding(parts, row, recorded.value.seq, context);
  if (recorded.refusal.code !== CHANGED_MEANWHILE) return recorded;
  const state = await parts.timeline.state(row.stream, incidentFold);
  return whoChanged(parts, row.stream, changedSections(state, texts, marks).map(writtenBy), context);
}

const writtenBy = (section: Section): WrittenBy => ({
  label: LABELS[section],
  isBy: ({ kind, data }) =>
    section === 'summary'
      ? kind === summaryChanged.kind
      : section === 'impact'
        ? kind === impactChanged.kind
        : kind === postmortemWritten.kind && postmortemWritten.schema.safeParse(data).data?.section === section,
});
