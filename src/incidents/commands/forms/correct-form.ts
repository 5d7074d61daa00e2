import type { IncidentParts } from '../../parts.ts';
import { formAbout } from '../ask-about.ts';
import { correctEntry, parseSeq } from '../correct.ts';
import { answered } from '../../../commands/answers.ts';
import { answeredTime } from './answers.ts';

/** Correct an entry’s words or time, or take it back. */
export const correctForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.correct',
    summary: 'Correct an entry, or take it back',
    title: ({ number }) => `Correct the timeline of incident ${number}`,
    fields: () => [
      {
        type: 'text',
        name: 'entry',
        label: 'Which entry?',
        description: 'Its number, as the timeline shows it',
        placeholder: '#12',
        required: true,
        most: 10,
      },
      {
        type: 'text',
        name: 'text',
        label: 'What should it say?',
        description: 'Empty: its words stay',
        lines: 'many',
        required: false,
        most: 4000,
      },
      {
        type: 'text',
        name: 'at',
        label: 'When was it really?',
        description: 'Empty: its time stays',
        placeholder: '14:05 / 20 min ago / ~18:00 / after #12',
        required: false,
        most: 100,
      },
      {
        type: 'choice',
        name: 'do',
        label: 'Correct it, or take it back?',
        required: false,
        choices: [
          { label: 'Correct it', value: 'correct', selected: true },
          { label: 'Take it back', value: 'retract', description: 'It stays readable, struck out' },
        ],
      },
      { type: 'text', name: 'reason', label: 'Why?', required: false, most: 500 },
    ],
    async answer(row, fields, context) {
      const seq = parseSeq(answered(fields, 'entry'));
      if (!seq.ok) return seq;
      const at = answeredTime(fields, 'at', context);
      if (!at.ok) return at;
      const correction = {
        seq: seq.value,
        text: answered(fields, 'text').slice(0, 4000) || undefined,
        at: at.value,
        retract: answered(fields, 'do') === 'retract',
        reason: answered(fields, 'reason').slice(0, 500),
      };
      return correctEntry(parts, row, correction, context);
    },
  });
