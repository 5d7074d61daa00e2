import { z } from 'zod';
import { type RichText, link, rich } from '../../base/rich-text.ts';
import { defineEntryKind } from '../../timeline/entry-kind.ts';
import { LINK_RELATIONS } from '../vocabulary.ts';

/** To a page (`url`) or to another incident (`number`). */
export const linkAdded = defineEntryKind({
  kind: 'link.added',
  v: 1,
  schema: z.object({
    id: z.string(),
    relation: z.enum(LINK_RELATIONS),
    url: z.string().max(2000).nullable(),
    number: z.int().nullable(),
    title: z.string().max(300),
  }),
  describe: ({ data }) => {
    const target: RichText =
      data.url === null
        ? [`incident ${data.number ?? '?'}`]
        : [link(data.title === '' ? data.url : data.title, data.url)];
    return {
      line: rich`Link (${data.relation}): ${target}`,
      ...(data.url !== null && { links: [{ text: data.title === '' ? data.url : data.title, url: data.url }] }),
    };
  },
});
