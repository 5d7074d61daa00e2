import { type Result, ok, refuse } from '../../base/result.ts';
import { instant, joined, link, listed, person, rich, type RichText, strong } from '../../base/rich-text.ts';
import type { Viewer } from '../../catalog/viewer.ts';
import type { Service } from '../../catalog/services.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Message, paragraph, say, whisper } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import type { IncidentParts } from '../parts.ts';
import { ACTIVE_STATUSES, STATUS_MARKS } from '../vocabulary.ts';

const MOST_LISTED = 40;
/** How many incidents are looked through for those of one service, newest first. */
const LOOKED_THROUGH = 200;
const MOST_ENDED = 3;

const serviceOption = (parts: IncidentParts) =>
  text({
    description: 'Which service',
    required: true,
    most: 80,
    suggest: (typed) =>
      parts
        .services()
        .all.filter(({ key, name }) => `${key} ${name ?? ''}`.toLowerCase().includes(typed.toLowerCase()))
        .slice(0, 25)
        .map(({ key, name }) => ({ name: name ?? key, value: key })),
  });

const NO_SERVICES = refuse(
  'service/none',
  'There are no services yet: an operator puts them under services: in muster.yaml.',
);

function find(parts: IncidentParts, written: string): Result<Service> {
  const services = parts.services();
  const { all } = services;
  const wanted = written.trim().toLowerCase();
  const found =
    services.byKey(wanted) ?? all.find(({ key, name }) => [key, name].some((one) => one?.toLowerCase() === wanted));
  if (found) return ok(found);
  return all.length === 0
    ? NO_SERVICES
    : refuse(
        'service/unknown',
        `There is no service "${written.slice(0, 60)}". /service list names those that there are.`,
      );
}

/** `/service list`, `show`, `owner`: who is responsible for what, where to look, and who would be paged. */
export const serviceCommands = (parts: IncidentParts) => [
  defineCommand({
    name: 'service list',
    summary: 'The services, and who owns each',
    permission: 'incident.read',
    risk: 'read',
    visibility: 'private',
    options: {},
    async run(_args, context) {
      const { all } = parts.services();
      if (all.length === 0) return NO_SERVICES;
      const open = await parts.lookup.list(context.viewer, { bucket: 'open', limit: LOOKED_THROUGH });
      const items = all.slice(0, MOST_LISTED).map(({ key, name, owner }): RichText => {
        const own = open.filter(({ services, kind }) => kind === 'real' && services.includes(key));
        return rich`${own.length === 0 ? '' : '🔥 '}${strong(name ?? key)}${name === undefined ? '' : ` (${key})`}: ${owner ?? 'nobody is named'}${own.length === 0 ? '' : `, incident ${own.map(({ number }) => number).join(', ')}`}`;
      });
      const left = all.length - items.length;
      return ok(
        // Only for who asked: an incident may be theirs alone to see.
        whisper({
          title: ['Services'],
          blocks: [{ type: 'list', items }],
          footer: [`${left > 0 ? `${left} more are in muster.yaml. ` : ''}/service show says more of one.`],
        }),
      );
    },
  }),
  defineCommand({
    name: 'service show',
    summary: 'A service: its owner, runbook, dashboards, who is on call, its incidents',
    examples: ['/service show service:checkout'],
    permission: 'incident.read',
    risk: 'read',
    visibility: 'private',
    options: { service: serviceOption(parts) },
    async run({ service: written }, { viewer }) {
      const service = find(parts, written);
      return service.ok ? ok(whisper(await describe(parts, service.value, viewer))) : service;
    },
  }),
  defineCommand({
    name: 'service owner',
    summary: 'Who is responsible for a service, and who is on call for it',
    examples: ['/service owner service:checkout'],
    permission: 'incident.read',
    risk: 'read',
    options: { service: serviceOption(parts) },
    async run({ service: written }) {
      const service = find(parts, written);
      if (!service.ok) return service;
      const { key, name, owner } = service.value;
      const now = await onCallLine(parts, key);
      return ok(
        say(
          paragraph(
            rich`${strong(name ?? key)}: ${owner === undefined ? 'no owner is named in muster.yaml' : rich`owner ${strong(owner)}`}${now === undefined ? '' : rich`. On call: ${now}`}.`,
          ),
        ),
      );
    },
  }),
];

async function onCallLine(parts: IncidentParts, service: string): Promise<RichText | undefined> {
  const paged = await parts.onCallFor(service);
  if (!paged) return undefined;
  const people: RichText = paged.people.length === 0 ? ['nobody'] : listed(paged.people.map(person));
  return rich`${people} (policy ${paged.policy})`;
}

async function describe(parts: IncidentParts, service: Service, viewer: Viewer): Promise<Message> {
  const { key, name, summary, owner, runbook, dashboards = [], repository, severity } = service;
  const now = await onCallLine(parts, key);
  const rows = (await parts.lookup.list(viewer, { limit: LOOKED_THROUGH })).filter(({ services }) =>
    services.includes(key),
  );
  const shown = [
    ...rows.filter((row) => ACTIVE_STATUSES.has(row.status)),
    ...rows.filter((row) => !ACTIVE_STATUSES.has(row.status)).slice(0, MOST_ENDED),
  ];
  const changes = (await parts.changesOf(key, parts.clock.now() - 86_400_000)).slice(0, 3);
  const facts: { name: string; value: RichText }[] = [
    { name: 'Owner', value: [owner ?? 'nobody is named'] },
    ...(now === undefined ? [] : [{ name: 'On call', value: now }]),
    ...(runbook === undefined ? [] : [{ name: 'Runbook', value: [link('Open it', runbook)] }]),
    ...(dashboards.length === 0
      ? []
      : [
          {
            name: dashboards.length === 1 ? 'Dashboard' : 'Dashboards',
            value: joined(
              dashboards.map((url, index) => [link(dashboards.length === 1 ? 'Open it' : String(index + 1), url)]),
              ' · ',
            ),
          },
        ]),
    ...(repository === undefined ? [] : [{ name: 'Repository', value: [repository] }]),
    ...(severity === undefined ? [] : [{ name: 'Incidents begin with', value: [severity] }]),
  ];
  return {
    title: [name ?? key],
    blocks: [
      ...(summary === undefined ? [] : [{ type: 'text' as const, text: [summary] }]),
      { type: 'facts', facts },
      ...(shown.length === 0
        ? [{ type: 'text' as const, text: ['No incident of it is known.'] }]
        : [
            { type: 'heading' as const, text: 'Incidents' },
            {
              type: 'list' as const,
              items: shown.map(
                (row) =>
                  rich`${STATUS_MARKS[row.status]} ${strong(`#${row.number}`)} ${row.private ? '🔒 ' : ''}${row.title} - ${row.severity}, ${row.status}, ${instant(row.declaredAt, 'relative')}`,
              ),
            },
          ]),
      ...(changes.length === 0
        ? []
        : [
            { type: 'heading' as const, text: 'Changed lately' },
            { type: 'list' as const, items: changes.map(({ line }) => line) },
          ]),
    ],
    ...(parts.presetsOf(key).length > 0 && {
      buttons: [[{ label: 'Run diagnostics', emoji: '🩺', action: 'diagnostic.preset', args: [key] }]],
    }),
  };
}
