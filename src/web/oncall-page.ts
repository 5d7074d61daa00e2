import { html } from 'hono/html';
import type { Instant } from '../base/clock.ts';
import type { Html } from './page-shell.ts';
import type { Shift } from './web-parts.ts';

const DAY_MS = 86_400_000;

const dayName = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const hour = (at: Instant): string => new Date(at).toISOString().slice(11, 16);

/** Midnight UTC of the Monday on or before `at`. */
export function weekStart(at: Instant): Instant {
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY_MS;
}

/** Who is on call in the seven days from `from`, a column a day, in UTC. */
export function oncallPage(shifts: readonly Shift[], from: Instant, signed: URLSearchParams): Html {
  const week = (start: Instant): string => {
    const query = new URLSearchParams(signed);
    query.set('week', new Date(start).toISOString().slice(0, 10));
    return `/oncall?${query.toString()}`;
  };
  const day = (index: number): Html => {
    const start = from + index * DAY_MS;
    const end = start + DAY_MS;
    const within = shifts
      .filter((shift) => shift.from < end && shift.to > start)
      .sort((a, b) => a.schedule.localeCompare(b.schedule) || a.from - b.from);
    return html`<section>
      <h3><time datetime="${new Date(start).toISOString().slice(0, 10)}">${dayName.format(start)}</time></h3>
      ${within.map((shift) => {
        const span =
          shift.from <= start && shift.to >= end
            ? 'all day'
            : `${hour(Math.max(shift.from, start))}–${shift.to >= end ? '24:00' : hour(shift.to)}`;
        return html`<p>
          <b><bdi>${shift.person}</bdi></b
          ><span class="soft">${shift.schedule}, ${span}</span>
        </p>`;
      })}${within.length === 0 ? html`<p class="soft">nobody</p>` : ''}
    </section>`;
  };
  return html`<h1>On call</h1>
    <p>
      <a href="${week(from - 7 * DAY_MS)}">Week before</a> · <a href="${week(from + 7 * DAY_MS)}">Week after</a>
      <span class="soft">Times are UTC.</span>
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Week">
      <div class="week">${[0, 1, 2, 3, 4, 5, 6].map(day)}</div>
    </div>`;
}
