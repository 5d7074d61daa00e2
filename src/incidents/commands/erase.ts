import { ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, whisper } from '../../commands/message.ts';
import { parsedText, text } from '../../commands/options.ts';
import { eraseEntries } from '../erase-entries.ts';
import type { IncidentParts } from '../parts.ts';
import type { Entry } from '../../timeline/entry.ts';
import { incidentOption } from './incident-options.ts';
import { suggestEntries } from './suggest-entries.ts';

const MOST = 50;

/** A lawful erasure: the payloads of entries go for good, the chain still verifies, and the reason is kept. */
export const eraseCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'muster erase',
    summary: 'Erase what entries say, for good: personal data that must not be kept',
    details: 'The entries stay in the record, empty; who erased them and why is recorded. Nothing can bring them back.',
    examples: ['/muster erase entries:#12 #14 incident:42 reason:Erasure asked for by the person'],
    permission: 'incident.erase',
    risk: 'danger',
    visibility: 'private',
    options: {
      entries: parsedText(
        {
          description: 'Their numbers: #12 #14',
          required: true,
          suggest: (typed, context, given) => suggestEntries(parts, typed, context, given),
        },
        (raw) => {
          const seqs = [...new Set(raw.split(/[\s,]+/).map((part) => Number(part.replace('#', ''))))];
          return seqs.length <= MOST && seqs.every((seq) => Number.isInteger(seq) && seq > 0)
            ? ok(seqs)
            : refuse('entry/number', `Write up to ${MOST} entries’ numbers: #12 #14.`);
        },
      ),
      reason: text({ description: 'Why: the legal ground, and who asked', required: true, most: 1000 }),
      incident: incidentOption(parts),
    },
    async run({ entries: seqs, reason, incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      if (!row.ok) return row;
      const entries: Entry[] = [];
      for (const seq of seqs) {
        const [entry] = await parts.timeline.read(row.value.stream, { behind: seq - 1, limit: 1 });
        if (entry?.seq !== seq) return refuse('entry/unknown', `Incident ${row.value.number} has no entry #${seq}.`);
        entries.push(entry);
      }
      const erased = await eraseEntries(parts, row.value, entries, reason, context.cause);
      return erased.ok
        ? ok(
            whisper(
              paragraph(
                rich`${strong(String(entries.length))} ${entries.length === 1 ? 'entry' : 'entries'} of incident ${row.value.number} ${entries.length === 1 ? 'is' : 'are'} erased.`,
              ),
            ),
          )
        : erased;
    },
  });
