import { z } from 'zod';
import { rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { POSTMORTEM_SECTIONS, SECTION_LABELS } from '../vocabulary.ts';
import { words } from './shapes.ts';

/** One section of the postmortem as it reads from here on; empty when it was taken out. */
export const postmortemWritten = defineEntryKind({
  kind: 'postmortem.written',
  v: 1,
  schema: z.object({ section: z.enum(POSTMORTEM_SECTIONS), text: words }),
  describe: ({ data }) => ({ line: rich`Postmortem, ${SECTION_LABELS[data.section]}`, body: data.text }),
});
