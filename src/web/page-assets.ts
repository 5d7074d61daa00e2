/** What stands above an exported incident, which brings its own style along: it names nothing that the export names. */
export const BAR_CSS = `
nav.site{display:flex;flex-wrap:wrap;gap:.3em 1.4em;align-items:baseline;max-width:1160px;margin:0 auto;padding:14px 20px 10px;font-size:.92rem;border-bottom:1px solid var(--line)}nav.site a{color:var(--accent)}nav.site a[aria-current]{color:inherit;text-decoration:none;font-weight:600}nav.site .exports{margin-inline-start:auto;color:var(--soft)}
.live{display:flex;flex-wrap:wrap;gap:.4em .7em;align-items:center;border:1px solid var(--line);background:var(--card);border-radius:8px;padding:.45em .9em;max-width:1120px;width:calc(100% - 40px);margin:14px auto 0;font-size:.92rem}.live[data-state=live]::before{content:"";width:.6em;height:.6em;border-radius:50%;background:#1a9a52}.live[data-state=lost]::before{content:"";width:.6em;height:.6em;border-radius:50%;background:#c2410c}
@media(max-width:640px){nav.site{padding:12px 16px 8px}nav.site .exports{margin-inline-start:0}.live{width:calc(100% - 32px)}}
@media print{nav.site,.live{display:none!important}}
`;

/** The style of all other pages. */
export const PAGES_CSS = `
:root{--bg:#fff;--fg:#1c2127;--soft:#5d6875;--line:#dfe4ea;--card:#f6f8fa;--accent:#2458c9;--now:#e7effd;--on-sev:#fff;--s1:#b3152b;--s2:#b84a06;--s3:#876100;--s4:#3c6e9f;--s5:#5d6875;--su:#77639c}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e4e8ec;--soft:#9aa5b1;--line:#2d343c;--card:#1b2026;--accent:#82a9ff;--now:#1c2942;--on-sev:#0b0d12;--s1:#ec6678;--s2:#e98034;--s3:#cfa02c;--s4:#5d93c7;--s5:#7d8894;--su:#9c87c4}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1160px;margin:0 auto;padding:20px 20px 60px}h1{font-size:1.75rem;line-height:1.25;margin:.3em 0 .6em}h2{font-size:1.15rem;margin:1.8em 0 .6em}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:10px;margin:0 0 1.4em;padding:0}.figures div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6em .9em}.figures dt{color:var(--soft);font-size:.82rem}.figures dt,.figures dd{min-width:0;overflow-wrap:anywhere}.message{overflow-wrap:anywhere;font-size:1.15rem}form.take button{font:inherit;font-weight:600;padding:.7em 1.4em;border:0;border-radius:8px;background:var(--accent);color:var(--bg);cursor:pointer}form.decline{margin-top:.9em}form.decline button{font:inherit;padding:.7em 1.4em;border:1px solid var(--line);border-radius:8px;background:none;color:inherit;cursor:pointer}.figures dd{margin:0;font-size:1.35rem;font-weight:650}.figures.people{grid-template-columns:repeat(auto-fill,minmax(250px,1fr))}.figures.people dd{font-size:1.15rem}.figures dd small{display:block;font-size:.82rem;font-weight:400;color:var(--soft)}
form.search{display:flex;flex-wrap:wrap;gap:.6em;margin:1em 0}form.search input,form.search select,form.search button{font:inherit;padding:.4em .7em;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--fg);max-width:100%}form.search input[type=search]{flex:1 1 200px;min-width:0}form.search button{background:var(--accent);border-color:var(--accent);color:var(--bg);font-weight:600;cursor:pointer}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th{text-align:start;color:var(--soft);font-weight:500;font-size:.85rem}th,td{padding:.55em .9em .55em 0;border-bottom:1px solid var(--line);vertical-align:top}td.title{overflow-wrap:anywhere;min-width:180px}td time,td.number{white-space:nowrap;font-variant-numeric:tabular-nums}
.badge{display:inline-block;padding:.1em .65em;border-radius:99px;color:var(--on-sev);font-size:.8rem;font-weight:600;white-space:nowrap;background:var(--s5)}.SEV-1{background:var(--s1)}.SEV-2{background:var(--s2)}.SEV-3{background:var(--s3)}.SEV-4{background:var(--s4)}.unknown{background:var(--su)}
.soft{color:var(--soft)}.none{padding:1.6em;border:1px dashed var(--line);border-radius:8px;color:var(--soft)}.turn{display:flex;flex-wrap:wrap;gap:.4em 1.4em;margin:1.2em 0 0}.turn span{color:var(--soft)}a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.weeks{display:flex;flex-wrap:wrap;gap:.4em 1.2em;align-items:baseline;margin:0 0 .4em}.weeks h2{font-size:1.05rem;margin:0}.weeks form{margin:0 0 0 auto;align-items:baseline}.weeks select{width:220px}
.week{display:grid;grid-template-columns:repeat(7,minmax(0,1fr));gap:8px}.week section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.6em .7em;min-width:0}.week section.today{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}.week h3{font-size:.85rem;margin:0 0 .5em;color:var(--soft)}.week .today h3{color:var(--accent)}.week p{margin:.35em -.3em;padding:.1em .3em;border-radius:6px;font-size:.88rem;overflow-wrap:anywhere}.week p>*{min-width:0}.week p.now{background:var(--now)}.week b,.week span{display:block}.week b.gap{color:var(--s1)}
@media(max-width:900px){.week{grid-template-columns:minmax(0,1fr)}.week p{display:flex;flex-wrap:wrap;gap:0 .8em}.weeks form{margin:0}}
@media(max-width:640px){main{padding:14px 16px 40px}h1{font-size:1.35rem}form.take button,form.decline button{width:100%}main>form.search{gap:.5em}main>form.search>select{flex:1 1 auto;min-width:0;padding-inline:.35em}
table.list thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}table.list,table.list tbody{display:block}table.list tr{display:flex;flex-wrap:wrap;gap:.2em .9em;align-items:baseline;padding:.7em 0;border-bottom:1px solid var(--line)}table.list td{padding:0;border:0;min-width:0;overflow-wrap:anywhere;font-size:.92rem}table.list td:empty{display:none}table.list td.title{flex:1 1 70%;font-size:1rem}table.list td[data-label]::before{content:attr(data-label) " ";color:var(--soft)}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#ccc;--card:#fff;--accent:#000;--now:#e7effd;--on-sev:#fff;--s1:#b3152b;--s2:#b84a06;--s3:#876100;--s4:#3c6e9f;--s5:#5d6875;--su:#77639c}@page{margin:14mm}form,.weeks a,.turn a{display:none!important}body{font-size:10.5pt;background:#fff;color:#000}main{max-width:none;padding:0}.scroll{overflow:visible}table{font-size:9pt}td.title{min-width:0}.badge{padding-inline:.4em}
.week{display:block;columns:2;column-gap:8px}.week section{break-inside:avoid;margin:0 0 8px}.week section.today{box-shadow:none;border:2px solid}.week p{display:flex;flex-wrap:wrap;gap:0 .8em;margin-block:.1em;line-height:1.4}.week section{padding:.4em .7em}.week h3{margin:0}.figures.people{grid-template-columns:repeat(3,1fr);margin-bottom:.6em}.figures div,tr{break-inside:avoid}.badge,.week p.now{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
${BAR_CSS}`;

/** Makes an incident's page live until it is closed, and times local where asked. Without it the pages are complete. */
export const PAGES_JS = `
'use strict';
(() => {
  const own = document.querySelector('a[data-own-zone]');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (own && zone && zone !== own.dataset.ownZone) {
    const address = new URL(location.href);
    address.searchParams.set('zone', zone);
    own.href = address.href;
    own.textContent = 'In your time: ' + zone;
    own.hidden = false;
  }
  for (const time of document.querySelectorAll('td time[datetime]')) time.title = new Date(time.dateTime).toLocaleString();
  const bar = document.querySelector('.live[data-events]');
  if (!bar) return;
  const said = bar.querySelector('output');
  let busy = false, again = false, timer, restUntil = 0;
  const fieldOf = (key) => document.getElementById(key) || document.querySelector('main input[data-kind="' + CSS.escape(key) + '"]');
  // What has no name of its own is found again by its row, and its place among what the keyboard reaches there.
  const reached = (row) => [...row.querySelectorAll('summary, a')];
  const focusOf = (element) => {
    const row = element && element.closest('main li.entry');
    const key = element && (element.id || element.dataset.kind);
    return {
      find: () => {
        if (key) return fieldOf(key);
        const now = row && document.getElementById(row.id);
        return now && reached(now)[reached(row).indexOf(element)];
      },
      caret: element && element.type === 'search' ? [element.selectionStart, element.selectionEnd] : undefined,
    };
  };
  const pictures = () => [...document.querySelectorAll('main .picture')];
  const keep = () => ({
    values: [...document.querySelectorAll('main input, main select')].map((field) => [field.id || field.dataset.kind || '', field.type === 'checkbox' ? field.checked : field.value]),
    open: [...document.querySelectorAll('main details[open]')].map((details) => details.closest('li') && details.closest('li').id),
    folded: [...document.querySelectorAll('main li.entry details:not([open])')].map((details) => details.closest('li').id),
    unfolded: Boolean(document.querySelector('#unfold[data-open=yes]')),
    focus: focusOf(document.activeElement),
    scrolled: pictures().map((picture) => picture.scrollLeft),
  });
  const restore = (kept) => {
    for (const [key, value] of kept.values) {
      if (!key) continue;
      const field = fieldOf(key);
      if (!field) continue;
      const before = field.type === 'checkbox' ? field.checked : field.value;
      if (before === value) continue;
      if (field.type === 'checkbox') field.checked = value; else field.value = value;
      field.dispatchEvent(new Event(field.type === 'search' ? 'input' : 'change'));
    }
    const unfold = document.getElementById('unfold');
    // Rows that are new are unfolded with the others; then those that somebody folded again are folded.
    if (kept.unfolded && unfold) { unfold.click(); for (const row of document.querySelectorAll('main li.entry')) if (kept.folded.includes(row.id)) row.querySelector('details').open = false; }
    for (const id of kept.open) { const row = id && document.getElementById(id); const details = row && row.querySelector('details'); if (details) details.open = true; }
    pictures().forEach((picture, at) => { picture.scrollLeft = kept.scrolled[at] || 0; });
    const focused = kept.focus.find();
    if (focused) focused.focus({ preventScroll: true });
    if (focused && kept.focus.caret) focused.setSelectionRange(...kept.focus.caret);
  };
  const say = (state, words) => { bar.dataset.state = state; said.textContent = words; };
  const show = (next) => {
    const kept = keep();
    const y = scrollY;
    document.title = next.title;
    document.querySelector('main').replaceWith(document.adoptNode(next.querySelector('main')));
    for (const script of next.querySelectorAll('body > script:not([src])')) {
      const copy = document.createElement('script');
      copy.textContent = script.textContent;
      document.body.append(copy);
      copy.remove();
    }
    restore(kept);
    scrollTo(0, y);
  };
  const now = () => {
    const field = document.getElementById('zone');
    const chosen = field && field.value !== 'local' ? field.value : undefined;
    return new Intl.DateTimeFormat('sv-SE', { timeZone: chosen, timeStyle: 'medium' }).format() + (chosen ? ' ' + chosen : '');
  };
  const selected = () => { const text = getSelection(); return !text.isCollapsed && document.querySelector('main').contains(text.anchorNode); };
  const look = async (words) => {
    if (busy) { again = true; return; }
    // Replaced, what somebody is about to copy would be gone.
    if (selected()) {
      say('live', 'Waits while text is selected');
      document.addEventListener('selectionchange', soon, { once: true });
      return;
    }
    busy = true;
    let over = false;
    const began = Date.now();
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' } });
      const refused = response.status === 403 || response.status === 404;
      if (!response.ok && !refused) throw new Error(response.statusText);
      const next = new DOMParser().parseFromString(await response.text(), 'text/html');
      over = refused || !next.querySelector('.live');
      if (refused) say('lost', 'Not kept up to date any more. ' + next.querySelector('main p').textContent);
      else {
        show(next);
        if (over) bar.remove();
        else say('live', words || 'Updated ' + now());
      }
    } catch {
      source.close();
    } finally {
      busy = false;
      restUntil = Date.now() + Math.max(1000, 3 * (Date.now() - began));
      if (over) source.close();
      else if (source.readyState === EventSource.CLOSED) {
        say('lost', 'Not connected; trying again…');
        setTimeout(connect, 5000);
      } else if (again) soon();
      again = false;
    }
  };
  // A long record in a busy hour: who watches it may not keep Muster writing it out.
  const soon = () => { timer ??= setTimeout(() => { timer = undefined; look(); }, Math.max(0, restUntil - Date.now())); };
  // Spans that are still running grow while nothing is recorded.
  setInterval(() => { if (!document.hidden && bar.dataset.state === 'live') soon(); }, 60_000);
  let source;
  const connect = () => {
    source = new EventSource(bar.dataset.events);
    // Nobody tells what was recorded while it was not connected.
    source.addEventListener('open', () => look('Live'));
    source.addEventListener('changed', soon);
    source.addEventListener('error', () => {
      say('lost', 'Not connected; trying again…');
      // After a refusal the browser does not try again: the page says why.
      if (source.readyState === EventSource.CLOSED) look();
    });
  };
  connect();
})();
`;
