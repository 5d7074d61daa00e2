import { rich, strong } from '../../../base/rich-text.ts';
import { prose } from '../../../commands/message.ts';
import { decideDescribe } from '../../decide/describe-incident.ts';
import { CHANGED_MEANWHILE } from '../../decide/guards.ts';
import { impactChanged } from '../../entries/impact-changed.ts';
import { incidentRenamed } from '../../entries/incident-renamed.ts';
import { serviceAdded } from '../../entries/service-added.ts';
import { serviceRemoved } from '../../entries/service-removed.ts';
import { summaryChanged } from '../../entries/summary-changed.ts';
import { incidentFold } from '../../fold.ts';
import { changeIncident, type IncidentParts } from '../../parts.ts';
import { formAbout } from '../ask-about.ts';
import { recordedReply } from '../replies.ts';
import { changedFields, type Field, fieldsOf, SHOWS, wantedOf } from './describe-fields.ts';
import { whoChanged, type WrittenBy } from '../who-changed.ts';

const WRITTEN_BY: Readonly<Record<Field, WrittenBy>> = {
  title: { label: 'Title', isBy: ({ kind }) => kind === incidentRenamed.kind },
  summary: { label: 'Summary', isBy: ({ kind }) => kind === summaryChanged.kind },
  impact: { label: 'Impact', isBy: ({ kind }) => kind === impactChanged.kind },
  services: { label: 'Services', isBy: ({ kind }) => kind === serviceAdded.kind || kind === serviceRemoved.kind },
};

/** Title, summary, impact and services as they are, to be kept current in one go. */
export const describeForm = (parts: IncidentParts) =>
  formAbout(parts, {
    name: 'incident.describe',
    summary: 'Keep title, summary, impact and services current',
    title: ({ number }) => `What incident ${number} is about`,
    shows: SHOWS,
    fields: async ({ stream }) => fieldsOf(parts, await parts.timeline.state(stream, incidentFold)),
    async answer(row, fields, context, marks) {
      const recorded = await changeIncident(parts, row.stream, context.cause, (state, decideContext) => {
        const wanted = wantedOf(parts, state, fields);
        if (!wanted.ok) return wanted;
        const changed = changedFields(parts, state, wanted.value, marks).length > 0;
        return decideDescribe(state, wanted.value, changed, parts.secrets, decideContext);
      });
      if (!recorded.ok && recorded.refusal.code === CHANGED_MEANWHILE) {
        const state = await parts.timeline.state(row.stream, incidentFold);
        const wanted = wantedOf(parts, state, fields);
        const changed = wanted.ok ? changedFields(parts, state, wanted.value, marks) : [];
        return whoChanged(
          parts,
          row.stream,
          changed.map((name) => WRITTEN_BY[name]),
          context,
        );
      }
      if (!recorded.ok) return recorded;
      const { title, summary, impact, services: after } = await parts.timeline.state(row.stream, incidentFold);
      const fact = (name: string, value: string) => (value === '' ? [] : [{ name, value: [value] }]);
      const facts = [...fact('Title', title === row.title ? '' : title), ...fact('Services', after.join(', '))];
      return recordedReply(recorded.value, rich`This is what incident ${row.number} is about now:`, {
        after: [
          ...(facts.length === 0 ? [] : [{ type: 'facts' as const, facts }]),
          ...prose([strong('Summary')], summary),
          ...prose([strong('Impact')], impact),
        ],
      });
    },
  });
