/** The pages' style, beside what an exported incident brings along itself. */
export const PAGES_CSS = `
:root{--bg:#fbfaf8;--fg:#1b2230;--soft:#566070;--line:#ddd7cc;--card:#fff;--accent:#07598b;--s1:#b3152b;--s2:#b34a08;--s3:#7d5a00;--s4:#2f6291;--s5:#566070;--su:#6a558f}
@media(prefers-color-scheme:dark){:root{--bg:#12161c;--fg:#e7ebf1;--soft:#9fabbb;--line:#2c3542;--card:#181d25;--accent:#7cc4f5}}
*{box-sizing:border-box}body{margin:0;background:var(--bg,#fff);color:var(--fg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
nav.site{display:flex;flex-wrap:wrap;gap:.3em 1.4em;align-items:baseline;max-width:1160px;margin:0 auto;padding:14px 20px 0;font-size:.92rem}nav.site a{color:var(--accent)}
main{max-width:1160px;margin:0 auto;padding:20px 20px 60px}h1{font-size:1.7rem;margin:.3em 0 .6em}h2{font-size:1.15rem;margin:2em 0 .6em}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:10px;margin:0 0 1.4em;padding:0}.figures div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.6em .9em}.figures dt{color:var(--soft);font-size:.82rem}.figures dd{margin:0;font-size:1.35rem;font-weight:650}
form.search{display:flex;flex-wrap:wrap;gap:.6em;margin:1em 0}form.search input,form.search select,form.search button{font:inherit;padding:.4em .7em;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--fg)}form.search input{flex:1 1 200px;min-width:0}form.search button{background:var(--accent);border-color:var(--accent);color:var(--bg);font-weight:600;cursor:pointer}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th{text-align:start;color:var(--soft);font-weight:500;font-size:.85rem}th,td{padding:.55em .9em .55em 0;border-bottom:1px solid var(--line);vertical-align:top}td.title{overflow-wrap:anywhere;min-width:180px}td time,td.number{white-space:nowrap;font-variant-numeric:tabular-nums}
.badge{display:inline-block;padding:.1em .6em;border-radius:99px;color:#fff;font-size:.8rem;font-weight:600;white-space:nowrap;background:var(--s5)}.SEV-1{background:var(--s1)}.SEV-2{background:var(--s2)}.SEV-3{background:var(--s3)}.SEV-4{background:var(--s4)}.unknown{background:var(--su)}@media(prefers-color-scheme:dark){.badge{background:#4b5563}.SEV-1{background:#b3152b}.SEV-2{background:#b34a08}.SEV-3{background:#7d5a00}.SEV-4{background:#2f6291}.unknown{background:#6a558f}}
.soft{color:var(--soft)}a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.live{display:flex;flex-wrap:wrap;gap:.4em 1em;align-items:center;border:1px solid var(--line);background:var(--card);border-radius:10px;padding:.55em .9em;margin:0 0 1.2em;font-size:.92rem}.live[data-state=live]::before{content:"";width:.6em;height:.6em;border-radius:50%;background:#1a9a52}.live[data-state=lost]::before{content:"";width:.6em;height:.6em;border-radius:50%;background:#c2410c}
.week{display:grid;grid-template-columns:repeat(7,minmax(120px,1fr));gap:8px;min-width:860px}.week section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.6em .7em;min-width:0}.week h3{font-size:.85rem;margin:0 0 .5em;color:var(--soft)}.week p{margin:.35em 0;font-size:.88rem;overflow-wrap:anywhere}.week b{display:block}
@media(max-width:640px){main{padding:14px 12px 40px}h1{font-size:1.35rem}}
@media print{nav.site,form.search,.live{display:none}body{font-size:10.5pt;background:#fff;color:#000}}
`;

/** Makes an open incident's page live, and times local where asked. Without it the pages are complete. */
export const PAGES_JS = `
'use strict';
(() => {
  const bar = document.querySelector('.live[data-events]');
  if (!bar) return;
  const said = bar.querySelector('output');
  let busy = false, again = false;
  const keep = () => ({
    values: [...document.querySelectorAll('main input, main select')].map((field) => [field.id || field.dataset.kind || '', field.type === 'checkbox' ? field.checked : field.value]),
    open: [...document.querySelectorAll('main details[open]')].map((details) => details.closest('li') && details.closest('li').id),
    focus: document.activeElement && document.activeElement.id,
  });
  const restore = (kept) => {
    for (const [key, value] of kept.values) {
      if (!key) continue;
      const field = document.getElementById(key) || document.querySelector('main input[data-kind="' + CSS.escape(key) + '"]');
      if (!field) continue;
      const before = field.type === 'checkbox' ? field.checked : field.value;
      if (before === value) continue;
      if (field.type === 'checkbox') field.checked = value; else field.value = value;
      field.dispatchEvent(new Event(field.type === 'search' ? 'input' : 'change'));
    }
    for (const id of kept.open) { const row = id && document.getElementById(id); const details = row && row.querySelector('details'); if (details) details.open = true; }
    const focused = kept.focus && document.getElementById(kept.focus);
    if (focused) focused.focus({ preventScroll: true });
  };
  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const response = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (!response.ok) { location.reload(); return; }
      const next = new DOMParser().parseFromString(await response.text(), 'text/html');
      const main = next.querySelector('main');
      if (!main) return;
      const kept = keep();
      const y = scrollY;
      document.querySelector('main').replaceWith(document.adoptNode(main));
      for (const script of next.querySelectorAll('body > script:not([src])')) {
        const copy = document.createElement('script');
        copy.textContent = script.textContent;
        document.body.append(copy);
        copy.remove();
      }
      restore(kept);
      scrollTo(0, y);
      said.textContent = 'Updated ' + new Date().toLocaleTimeString();
    } finally {
      busy = false;
      if (again) { again = false; refresh(); }
    }
  };
  const source = new EventSource(bar.dataset.events);
  source.addEventListener('open', () => { bar.dataset.state = 'live'; said.textContent = 'Live'; });
  source.addEventListener('error', () => { bar.dataset.state = 'lost'; said.textContent = 'Not connected; trying again…'; });
  source.addEventListener('changed', refresh);
})();
`;
