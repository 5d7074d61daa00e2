import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import { paragraph, whisper } from '../../commands/message.ts';
import { EXPORT_FORMATS } from '../export/export-incident.ts';
import { type IncidentParts, personOf } from '../parts.ts';
import { named } from './named.ts';

/** Links of one's own to an incident's page and its exports, however large they are. */
export const pageLinkAction = (parts: IncidentParts): ActionDeclaration => ({
  action: 'incident.page',
  summary: 'A link of your own to the incident’s page',
  permission: 'incident.read',
  risk: 'read',
  visibility: 'private',
  async run(args, _fields, context) {
    const row = await named(parts, args, context);
    if (!row.ok) return row;
    const person = personOf(context);
    const path = `/incidents/${row.value.number}`;
    const page = person === null ? undefined : parts.linkFor(person, path);
    if (person === null || page === undefined) {
      return refuse(
        'page/address',
        `Muster's pages have no address here: an operator sets MUSTER_PUBLIC_URL. The operator's command line exports it meanwhile: muster export ${row.value.number}.`,
      );
    }
    const files = EXPORT_FORMATS.map((format) => ({
      label: format.toUpperCase(),
      url: parts.linkFor(person, `${path}/export.${format}`) ?? page,
    }));
    return ok(
      whisper(
        paragraph(
          rich`Incident ${row.value.number} in a browser, and as files of any size. These links are yours: whoever has one reads as you. They work for 24 hours.`,
          { buttons: [[{ label: 'Read it', url: page }, ...files]] },
        ),
      ),
    );
  },
});
