import { refuse, type Result } from '../../../base/result.ts';
import type { ActionDeclaration } from '../../../commands/command.ts';
import type { CommandContext } from '../../../commands/context.ts';
import type { FormField, Reply } from '../../../commands/message.ts';
import { decideWritePostmortem, type PostmortemWords } from '../../decide/postmortem.ts';
import { incidentFold } from '../../fold.ts';
import { changeIncident, type IncidentParts } from '../../parts.ts';
import type { IncidentRow } from '../../projections/incident-row.ts';
import { type PostmortemSection, SECTION_LABELS } from '../../vocabulary.ts';
import { formAbout } from '../ask-about.ts';
import { changePostmortem, postmortemStanding } from '../postmortem.ts';
import { type Answers, answered } from '../../../commands/answers.ts';
import { answeredDue, answeredIds } from './answers.ts';

const LONGEST = 4000;
type Section = PostmortemSection | 'summary' | 'impact';

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
      async fields({ stream }) {
        const { summary, description, impact, postmortem } = await parts.timeline.state(stream, incidentFold);
        const written: PostmortemWords = { ...postmortem.sections, summary: summary || description, impact };
        return sections.map((section: Section): FormField => ({
          type: 'text',
          name: section,
          label: LABELS[section],
          description: BELONGS[section],
          lines: 'many',
          required: false,
          most: LONGEST,
          ...(written[section] && { value: written[section] }),
        }));
      },
      answer: (row, fields, context) => write(parts, row, sections, fields, context),
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
  context: CommandContext,
): Promise<Result<Reply>> {
  // A field that the form did not have says nothing about its section.
  const given = sections.filter((section) => fields[section] !== undefined);
  if (given.length === 0) return refuse('postmortem/nothing', 'Write at least one section.');
  const texts = Object.fromEntries(given.map((section) => [section, answered(fields, section).slice(0, LONGEST)]));
  const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) =>
    decideWritePostmortem(state, texts, decideContext),
  );
  return recorded.ok ? postmortemStanding(parts, row, recorded.value.seq) : recorded;
}
