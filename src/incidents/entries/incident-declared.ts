import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { INCIDENT_KINDS, SEVERITIES } from '../vocabulary.ts';
import { title, words } from './shapes.ts';

export const incidentDeclared = defineEntryKind({
  kind: 'incident.declared',
  v: 1,
  schema: z.object({
    number: z.int().min(1),
    title,
    severity: z.enum(SEVERITIES),
    kind: z.enum(INCIDENT_KINDS),
    private: z.boolean(),
    description: words,
    services: z.array(z.string().max(80)),
    /** Whether somebody must accept it first: declared by an alert, for example. */
    triage: z.boolean(),
    /** The message that it was declared from. */
    message: z
      .object({ id: z.string(), author: z.string(), sentAt: z.int(), permalink: z.string(), text: words })
      .optional(),
  }),
  describe: ({ data }) => ({
    line: rich`Incident ${data.number} declared: ${strong(data.title)} (${data.severity}${data.kind === 'real' ? '' : `, ${data.kind}`}${data.services.length > 0 ? `, ${data.services.join(', ')}` : ''})`,
    ...(data.description !== '' && { body: data.description }),
    ...(data.message && { links: [{ text: 'the message', url: data.message.permalink }] }),
  }),
});
