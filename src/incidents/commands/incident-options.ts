import { type Result, ok, refuse } from '../../base/result.ts';
import { choice, parsedText, text } from '../../commands/options.ts';
import { severityDefinition } from '../config.ts';
import type { IncidentParts } from '../parts.ts';
import { type GivenTime, parseTime } from '../time.ts';
import { SEVERITIES, type Severity } from '../vocabulary.ts';

/** `42` or `#42`. */
export function parseNumber(raw: string): Result<number> {
  const match = /^#?(\d{1,9})$/.exec(raw.trim());
  return match
    ? ok(Number(match[1]))
    : refuse('incident/number', 'That is no incident’s number. Write 42, or choose from the list.');
}

/** Options that several commands share. */
export const incidentOption = (parts: IncidentParts) =>
  parsedText(
    {
      description: 'Which incident; not needed in its own channel',
      suggest: (typed, context) => parts.lookup.suggest(typed, context.viewer),
    },
    parseNumber,
  );

export const timeOption = (description = 'When: 14:05, 20 min ago, yesterday 23:10 Europe/Berlin, ~18:00, after #12') =>
  parsedText<GivenTime, { description: string }>({ description }, (raw, context) =>
    parseTime(raw, { now: context.now, timeZone: context.timeZone }),
  );

export const severityLabels = (parts: Pick<IncidentParts, 'config'>): Readonly<Record<Severity, string>> => {
  const label = (severity: Severity): string =>
    [...`${severity}: ${severityDefinition(parts.config(), severity)}`].slice(0, 100).join('');
  return {
    'SEV-1': label('SEV-1'),
    'SEV-2': label('SEV-2'),
    'SEV-3': label('SEV-3'),
    'SEV-4': label('SEV-4'),
    'SEV-5': label('SEV-5'),
    unknown: label('unknown'),
  };
};

export const severityOption = (parts: IncidentParts) =>
  choice(SEVERITIES, { description: 'How bad it is', labels: severityLabels(parts) });
export const requiredSeverityOption = (parts: IncidentParts) =>
  choice(SEVERITIES, { description: 'How bad it is', required: true, labels: severityLabels(parts) });

export const reasonOption = () => text({ description: 'Why', most: 1000 });
export const requiredReasonOption = () => text({ description: 'Why', most: 1000, required: true });
