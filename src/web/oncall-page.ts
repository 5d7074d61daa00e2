import { html } from 'hono/html';
import { DateTime, IANAZone } from 'luxon';
import type { Instant } from '../base/clock.ts';
import { joinedShifts } from './joined-shifts.ts';
import { type Html, words } from './page-shell.ts';
import type { Gap, Shift } from './web-parts.ts';

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** The zone that was asked for, UTC where there is none of that name. */
export const zoneNamed = (name: string | undefined): string =>
  name !== undefined && IANAZone.isValidZone(name) ? name : 'UTC';

export interface OncallView {
  readonly now: Instant;
  readonly zone: string;
  /** The first day's midnight in that zone: today's, or a Monday's where a week was asked for. */
  readonly from: DateTime;
  /** Final shifts of the seven days from there. */
  readonly shifts: readonly Shift[];
  /** When nobody is on call in a schedule in which somebody ought to be, though others may be in another. */
  readonly gaps: readonly Gap[];
  /** Final shifts of the two weeks from now on, where the page tells who is on call now; undefined on another week's page. */
  readonly ahead: readonly Shift[] | undefined;
  /** Where `ahead` ends: what goes on further is cut there. */
  readonly aheadTo: Instant;
  readonly signed: URLSearchParams;
}

/** Who is on call now, and in seven days, a day a column (on a phone a day below the other). */
export function oncallPage(view: OncallView): Html {
  const { from, zone, ahead } = view;
  const week = (start: DateTime | undefined): string => {
    const query = new URLSearchParams([...view.signed, ['zone', zone]]);
    if (start) query.set('week', start.toISODate() ?? '');
    return `/oncall?${query.toString()}`;
  };
  const shifts = joinedShifts(view.shifts);
  const last = from.plus({ days: 6 });
  const monday = from.startOf('week');
  const before = monday < from ? monday : monday.minus({ weeks: 1 });
  return html`<h1>On call</h1>
    ${ahead ? onCallNow(view, joinedShifts(ahead)) : ''}
    <div class="weeks">
      <h2>${from.toFormat(from.hasSame(last, 'month') ? 'd' : 'd LLLL')}–${last.toFormat('d LLLL yyyy')}</h2>
      <a href="${week(before)}">${monday < from ? 'Days before' : 'Week before'}</a>
      ${ahead ? '' : html`<a href="${week(undefined)}">From today</a>`}
      <a href="${week(monday.plus({ weeks: 1 }))}">Week after</a>
      ${zoneForm(view)}
    </div>
    <div class="week">${DAYS.map((index) => day(view, [...shifts, ...view.gaps], from.plus({ days: index })))}</div>`;
}

function onCallNow({ now, zone, aheadTo }: OncallView, ahead: readonly Shift[]): Html {
  const schedules = [...new Set(ahead.map(({ schedule }) => schedule))].sort();
  const when = (at: Instant): string => DateTime.fromMillis(at, { zone }).toFormat('ccc d LLL, HH:mm');
  if (schedules.length === 0) return html`<p class="none">Nobody is on call in the next two weeks.</p>`;
  return html`<dl class="figures people">
    ${schedules.map((schedule) => {
      const own = ahead.filter((shift) => shift.schedule === schedule).sort((a, b) => a.from - b.from);
      const current = own.filter((shift) => shift.from <= now && shift.to > now);
      const next = own.find((shift) => shift.from > now);
      const [first] = current;
      const until = first && (first.to < aheadTo ? `until ${when(first.to)}` : 'for two weeks at least');
      return html`<div>
        <dt>${words(schedule)}, now</dt>
        <dd>
          ${words(current.length > 0 ? current.map(({ person }) => person).join(', ') : 'nobody')}
          <small
            >${until ?? ''}${next ? html`${until ? ', then' : 'next'} ${words(next.person)}${until ? '' : `, ${when(next.from)}`}` : ''}</small
          >
        </dd>
      </div>`;
    })}
  </dl>`;
}

const zoneForm = ({ zone, from, ahead, signed }: OncallView): Html =>
  html`<form class="search" method="get" action="/oncall">
    ${[...signed].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${ahead ? '' : html`<input type="hidden" name="week" value="${from.toISODate()}" />`}
    <select name="zone" aria-label="Time zone">
      ${['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')].map(
        (name) => html`<option ${name === zone ? 'selected' : ''}>${name}</option>`,
      )}
    </select>
    <button>Show</button>
    <a data-own-zone="${zone}" hidden></a>
  </form>`;

function day({ now, zone }: OncallView, shifts: readonly (Shift | Gap)[], start: DateTime): Html {
  const [dawn, end] = [start.toMillis(), start.plus({ days: 1 }).toMillis()];
  const hour = (at: Instant): string => DateTime.fromMillis(at, { zone }).toFormat('HH:mm');
  const within = shifts
    .filter((shift) => shift.from < end && shift.to > dawn)
    .sort((a, b) => a.schedule.localeCompare(b.schedule) || a.from - b.from);
  const today = now >= dawn && now < end;
  return html`<section class="${today ? 'today' : ''}">
    <h3><time datetime="${start.toISODate()}">${start.toFormat('ccc d LLL')}</time>${today ? ', today' : ''}</h3>
    ${within.map((shift) => {
      const whole = shift.from <= dawn && shift.to >= end;
      const span = whole
        ? 'all day'
        : `${hour(Math.max(shift.from, dawn))}–${shift.to >= end ? '24:00' : hour(shift.to)}`;
      return html`<p class="${shift.from <= now && shift.to > now && today ? 'now' : ''}">
        ${'person' in shift ? html`<b>${words(shift.person)}</b>` : html`<b class="gap">nobody</b>`}<span class="soft"
          >${words(shift.schedule)}, ${span}</span
        >
      </p>`;
    })}${within.length === 0 ? html`<p class="soft">nobody</p>` : ''}
  </section>`;
}
