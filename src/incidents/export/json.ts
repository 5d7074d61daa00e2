import type { Entry } from '../../timeline/entry.ts';
import type { ExportSource } from './document.ts';
import { iso } from './iso.ts';
import { inPieces } from './in-pieces.ts';

export const JSON_SCHEMA = 'muster.incident/1';

/** `muster.incident/1` (docs/incidents.md): everything that was recorded, hashes included; `muster import` reads it. */
export async function* exportJson(source: ExportSource): AsyncGenerator<string> {
  const { state, number, survey, nameOf } = source;
  const named = (id: string) => ({ id, name: nameOf(id) });
  const incident = {
    stream: state.stream,
    number,
    title: state.title,
    severity: state.severity,
    status: state.status,
    kind: state.kind,
    private: state.private,
    declaredAt: iso(state.declaredAt),
    milestones: Object.fromEntries(
      Object.entries(state.milestones).map(([name, mark]) => [
        name,
        {
          at: mark.at === null ? null : iso(mark.at),
          precision: mark.precision,
          entry: mark.entry,
          ...(mark.confirmed && { confirmed: true }),
        },
      ]),
    ),
    roles: state.roles.map(({ role, person, since }) => ({
      role,
      person: named(person),
      since: iso(since),
    })),
    responders: state.responders.map(named),
    responderRoles: state.responderRoles.map(named),
    services: state.services,
    links: state.links,
    tasks: state.tasks.map((task) => ({
      ...task,
      dueAt: task.dueAt === null ? null : iso(task.dueAt),
      doneAt: task.doneAt === null ? null : iso(task.doneAt),
    })),
  };
  const known = source.knownAt === undefined ? '' : `"knownAt":${JSON.stringify(iso(source.knownAt))},\n`;
  yield `{"schema":${JSON.stringify(JSON_SCHEMA)},\n${known}"incident":${JSON.stringify(incident)},\n"entries":[`;
  let separator = '\n';
  yield* inPieces(source.recorded(), (entry) => {
    const text = `${separator}${JSON.stringify(exportedEntry(entry, nameOf))}`;
    separator = ',\n';
    return text;
  });
  yield `\n],\n"head":${JSON.stringify(survey.head)}}\n`;
}

/** One entry as outsiders know it. The stream is named once, above. */
export function exportedEntry(entry: Entry, nameOf: (id: string) => string): Record<string, unknown> {
  return {
    id: entry.id,
    seq: entry.seq,
    kind: entry.kind,
    v: entry.v,
    eventAt: entry.eventAt === null ? null : iso(entry.eventAt),
    precision: entry.precision,
    ...(entry.after !== null && { after: entry.after }),
    recordedAt: iso(entry.recordedAt),
    actor: { kind: entry.actor.kind, id: entry.actor.id, name: nameOf(entry.actor.id) },
    ...(entry.subject && { subject: entry.subject }),
    source: entry.source,
    data: entry.data,
    ...(entry.revises !== null && { revises: entry.revises }),
    masked: entry.masked,
    salt: entry.salt,
    digest: entry.digest,
    hash: entry.hash,
    ...(entry.erasedBy !== null && { erasedBy: entry.erasedBy }),
  };
}
