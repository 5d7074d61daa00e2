import { html } from 'hono/html';
import { durationText, listFigures } from './list-figures.ts';
import { type Html, words } from './page-shell.ts';
import type { ListedIncident } from './web-parts.ts';

export interface ListQuery {
  readonly text: string;
  readonly severity: string;
  readonly state: string;
  /** The first is 1. */
  readonly page: number;
}

const ROWS_A_PAGE = 200;
const COLUMNS = ['Number', 'Title', 'Severity', 'Status', 'Services', 'Declared', 'Resolved after'];

const utc = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** Beside a number alone the word would say nothing. */
const severityName = (severity: string): string => (severity === 'unknown' ? 'Severity unknown' : severity);

/** `3 incidents.`, `1 of 3 incidents.`, `1204 incidents, 201 to 400 of them here.` */
function counted(found: number, all: number, from: number): string {
  const incidents = `${found === all ? '' : `${found} of `}${all} ${all === 1 ? 'incident' : 'incidents'}`;
  return found > ROWS_A_PAGE
    ? `${incidents}, ${from + 1} to ${Math.min(from + ROWS_A_PAGE, found)} of them here.`
    : `${incidents}.`;
}

/** Every word must be somewhere in number, title, services or status. */
export function matchingIncidents(incidents: readonly ListedIncident[], query: ListQuery): readonly ListedIncident[] {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  return incidents.filter((incident) => {
    const text =
      `#${incident.number} ${incident.title} ${incident.services.join(' ')} ${incident.status}`.toLowerCase();
    return (
      (query.severity === '' || incident.severity === query.severity) &&
      (query.state === '' || (query.state === 'open') === incident.open) &&
      words.every((word) => text.includes(word))
    );
  });
}

const option = (value: string, label: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen ? 'selected' : ''}>${label}</option>`;

const hiddenFields = (signed: URLSearchParams): Html[] =>
  [...signed].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);

export function incidentListPage(
  incidents: readonly ListedIncident[],
  query: ListQuery,
  signed: URLSearchParams,
): Html {
  const statistics = listFigures(incidents);
  const found = matchingIncidents(incidents, query);
  const page = Math.min(query.page, Math.max(1, Math.ceil(found.length / ROWS_A_PAGE)));
  const from = (page - 1) * ROWS_A_PAGE;
  const severities = [...new Set(incidents.map((incident) => incident.severity))].sort();
  const filtered = (more: Readonly<Record<string, string>>): string =>
    `/incidents?${new URLSearchParams([...signed, ...Object.entries(more)]).toString()}`;
  const row = (incident: ListedIncident): Html =>
    html`<tr role="row">
      <td role="cell" class="number">#${incident.number}</td>
      <td role="cell" class="title">
        <a href="/incidents/${incident.number}?${signed.toString()}">${words(incident.title)}</a
        >${incident.private ? html` <span class="soft">(private)</span>` : ''}${incident.kind === 'real' ? '' : html` <span class="soft">(${incident.kind})</span>`}
      </td>
      <td role="cell"><span class="badge ${incident.severity}">${incident.severity}</span></td>
      <td role="cell">${incident.status}</td>
      <td role="cell" class="services">${words(incident.services.join(', '))}</td>
      <td role="cell" data-label="declared">
        <time datetime="${new Date(incident.declaredAt).toISOString()}">${utc(incident.declaredAt)}</time>
      </td>
      ${
        incident.resolveMs === null
          ? html`<td role="cell" class="soft">${incident.whyNoResolveMs ?? ''}</td>`
          : html`<td role="cell" class="number" data-label="resolved after">${durationText(incident.resolveMs)}</td>`
      }
    </tr>`;
  return html`<h1>Incidents</h1>
    <dl class="figures">
      <div>
        <dt>Open now</dt>
        <dd>${statistics.open}</dd>
      </div>
      <div>
        <dt>Incidents</dt>
        <dd>${statistics.total}</dd>
      </div>
      <div>
        <dt>Median time to resolve</dt>
        <dd>
          ${
            statistics.medianResolveMs === undefined
              ? 'none yet'
              : html`${durationText(statistics.medianResolveMs)}
                  <small>of ${statistics.timed} whose start is recorded</small>`
          }
        </dd>
      </div>
      ${statistics.bySeverity.map(
        ({ severity, count }) =>
          html`<div>
            <dt>${severityName(severity)}</dt>
            <dd>
              <a href="${filtered({ severity })}" aria-label="${severityName(severity)}: ${count}, show them"
                >${count}</a
              >
            </dd>
          </div>`,
      )}
    </dl>
    <form class="search" method="get" action="/incidents" role="search">
      ${hiddenFields(signed)}
      <input
        type="search"
        name="text"
        value="${query.text}"
        placeholder="Number, title, service"
        aria-label="Search incidents"
      />
      <select name="severity" aria-label="Severity">
        ${option('', 'Any severity', query.severity)}${severities.map((severity) => option(severity, severity, query.severity))}
      </select>
      <select name="state" aria-label="State">
        ${option('', 'Open and ended', query.state)}${option('open', 'Open', query.state)}${option('ended', 'Ended', query.state)}
      </select>
      <button>Search</button>
    </form>
    <p class="soft">
      ${counted(found.length, incidents.length, from)} Times are UTC. The figures leave out drills, tests, backfilled,
      merged and cancelled incidents, and those that wait for triage.
    </p>
    ${
      found.length === 0
        ? html`<p class="none">
            ${incidents.length === 0 ? html`No incident yet: <code>/incident declare</code> in Discord begins one.` : html`No incident fits. <a href="${filtered({})}">Show all</a>`}
          </p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Incidents">
              <table class="list" role="table">
                <thead role="rowgroup">
                  <tr role="row">
                    ${COLUMNS.map((name) => html`<th role="columnheader">${name}</th>`)}
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  ${found.slice(from, from + ROWS_A_PAGE).map(row)}
                </tbody>
              </table>
            </div>
            ${turn(page, found.length, (to) => filtered({ text: query.text, severity: query.severity, state: query.state, page: String(to) }))}`
    }`;
}

/** Links to the pages before and after; nothing where one page holds all. */
function turn(page: number, found: number, to: (page: number) => string): Html {
  const last = Math.ceil(found / ROWS_A_PAGE);
  if (last < 2) return html``;
  return html`<nav class="turn" aria-label="Pages of the list">
    ${page > 1 ? html`<a href="${to(page - 1)}" rel="prev">Newer</a>` : ''}<span>Page ${page} of ${last}</span
    >${page < last ? html`<a href="${to(page + 1)}" rel="next">Older</a>` : ''}
  </nav>`;
}
