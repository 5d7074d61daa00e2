/**
 * What the page can do beyond being read: filters, search, other time zones, unfolding everything. Without it the page is
 * complete. Plain browser JavaScript; it asks nobody for anything.
 */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const list = document.querySelector('ol.timeline');
  if (!list) return;
  const rows = [...list.querySelectorAll('li.entry')];
  const times = [...document.querySelectorAll('time[datetime]')];
  const ticks = [...document.querySelectorAll('[data-at]')];
  const zone = document.getElementById('zone');
  const person = document.getElementById('person');
  const search = document.getElementById('search');
  const shown = document.getElementById('shown');
  // What every row says of its recording is not searched: "command" would find them all.
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, [...row.querySelectorAll('summary, pre, dl:not(.record) dd')].map((part) => part.textContent).join('\\n').toLowerCase());
    return texts.get(row);
  };
  const kinds = [...document.querySelectorAll('input[data-kind]')];
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const mine = zone.querySelector('[value=local]');
  if (mine) mine.textContent = 'Mine (' + local + ')';
  const format = (options) => {
    const f = new Intl.DateTimeFormat('sv-SE', { timeZone: zone.value === 'local' ? local : zone.value, ...options });
    return (ms) => f.format(ms);
  };
  const drawDays = () => {
    for (const day of list.querySelectorAll('li.day')) day.remove();
    const name = format({ year: 'numeric', month: '2-digit', day: '2-digit' });
    const long = new Intl.DateTimeFormat(undefined, { timeZone: zone.value === 'local' ? local : zone.value, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    let last = '';
    for (const row of rows) {
      if (row.hidden || !row.dataset.t) continue;
      const ms = Number(row.dataset.t);
      const day = name(ms);
      if (day === last) continue;
      last = day;
      const item = document.createElement('li');
      item.className = 'day';
      item.textContent = long.format(ms);
      list.insertBefore(item, row);
    }
  };
  const drawTimes = () => {
    const full = format({ dateStyle: 'short', timeStyle: 'medium' });
    const seconds = format({ timeStyle: 'medium' });
    const minutes = format({ timeStyle: 'short' });
    for (const time of times) {
      const ms = Date.parse(time.dateTime);
      const style = time.dataset.s;
      time.textContent = style === 'time' ? seconds(ms) : style === 'minute' ? minutes(ms) : full(ms);
    }
    for (const tick of ticks) tick.textContent = minutes(Number(tick.dataset.at));
    for (const name of document.querySelectorAll('.zone')) name.textContent = zone.value === 'local' ? local : zone.value;
    drawDays();
  };
  const filter = () => {
    const on = new Set(kinds.filter((box) => box.checked).map((box) => box.dataset.kind));
    const words = search.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !(on.has(row.dataset.k) && (person.value === '' || row.dataset.p === person.value) && (words === '' || textOf(row).includes(words)));
      if (!row.hidden) count++;
    }
    shown.textContent = count === rows.length ? rows.length + ' entries' : count + ' of ' + rows.length + ' entries';
    drawDays();
  };
  for (const box of kinds) box.addEventListener('change', filter);
  person.addEventListener('change', filter);
  let waiting;
  search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
  zone.addEventListener('change', drawTimes);
  document.getElementById('unfold').addEventListener('click', (event) => {
    const open = event.target.dataset.open !== 'yes';
    event.target.dataset.open = open ? 'yes' : 'no';
    event.target.textContent = open ? 'Fold all' : 'Unfold all';
    for (const row of rows) { const more = row.querySelector('details'); if (more) more.open = open; }
  });
  // One only: on a page that is live this runs again with each change.
  window.onbeforeprint = () => { for (const row of rows) { const more = row.querySelector('details.has-body'); if (more) more.open = true; } };
})();
`;
