import { z } from 'zod';
import { rich, strong } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { words } from './shapes.ts';

/** Conditions (what is the case), actions (what is being done), needs (what is missing). */
export const updatePosted = defineEntryKind({
  kind: 'update.posted',
  v: 1,
  schema: z.object({ conditions: words.min(1), actions: words, needs: words }),
  describe: ({ data }) => {
    const more = [
      ...(data.actions === '' ? [] : [`Actions: ${data.actions}`]),
      ...(data.needs === '' ? [] : [`Needs: ${data.needs}`]),
    ];
    return {
      line: rich`${strong('Update')}: ${data.conditions}`,
      ...(more.length > 0 && { body: more.join('\n') }),
    };
  },
});
