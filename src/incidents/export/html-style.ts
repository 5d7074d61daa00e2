/** The page's whole style. Light and dark, narrow and wide, screen and paper. */
export const PAGE_STYLE = `
:root{--bg:#fff;--fg:#1c2127;--soft:#5d6875;--line:#dfe4ea;--card:#f6f8fa;--accent:#2458c9;
--on-sev:#fff;--sev-1:#b3152b;--sev-2:#b84a06;--sev-3:#876100;--sev-4:#3c6e9f;--sev-5:#5d6875;--sev-u:#77639c;
--notes:#4879c8;--chat:#2a9d8f;--state:#c2410c;--people:#8e5bbf;--updates:#b8860b;--tasks:#4d8b31;--pages:#c02f58;--runs:#0e7c9c;--muster:#98a2ad}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e4e8ec;--soft:#9aa5b1;--line:#2d343c;--card:#1b2026;--accent:#82a9ff;
--on-sev:#0b0d12;--sev-1:#ec6678;--sev-2:#e98034;--sev-3:#cfa02c;--sev-4:#5d93c7;--sev-5:#7d8894;--sev-u:#9c87c4}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1160px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:1.75rem;line-height:1.25;margin:.2em 0 .5em;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2em 0 .7em;padding-bottom:.3em;border-bottom:1px solid var(--line)}
a{color:var(--accent)}
.eyebrow{color:var(--soft);font-size:.9rem;letter-spacing:.02em}
.badge{display:inline-block;padding:.12em .65em;border-radius:99px;color:var(--on-sev);font-size:.82rem;font-weight:600;margin-right:.4em;background:var(--sev-5)}
.badge.sev-sev-1{background:var(--sev-1)}.badge.sev-sev-2{background:var(--sev-2)}.badge.sev-sev-3{background:var(--sev-3)}.badge.sev-sev-4{background:var(--sev-4)}.badge.sev-unknown{background:var(--sev-u)}
.private,.note{border-left:4px solid var(--sev-1);background:var(--card);padding:.6em 1em;margin:1em 0}.note{border-color:var(--accent)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px;margin:1.2em 0;padding:0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.55em .8em}
.facts dt{color:var(--soft);font-size:.8rem}.facts dd{margin:0;overflow-wrap:anywhere}
.lead{max-width:75ch}.lead,.prose{overflow-wrap:anywhere}.as-typed{white-space:pre-wrap}li:dir(rtl){list-style-position:inside}
.prose>p{margin:0}.prose>p+p{margin-top:.6em}.lead ul,.lead ol,.prose ul,.prose ol{padding-left:1.5em;margin:.4em 0}.lead blockquote,.prose blockquote{margin:.6em 0;padding-left:.9em;border-left:3px solid var(--line);color:var(--soft)}
.lead pre,.prose pre{background:var(--card);border-radius:6px;padding:.6em .8em;white-space:pre-wrap}.lead hr,.prose hr{border:0;border-top:1px solid var(--line)}
.picture{margin:1.6em 0;overflow-x:auto}.picture>svg{width:100%;height:auto;display:block;font:12px system-ui,sans-serif}.picture>.wide{min-width:720px}.picture>.narrow{display:none}
.picture text{fill:var(--fg)}.picture .flag{paint-order:stroke;stroke:var(--bg);stroke-width:4px}.picture .tick,.picture .label{fill:var(--soft)}.picture .band{fill:#fff;font-weight:600}.picture [class^=sev-] .band{fill:var(--on-sev)}
.picture .grid{stroke:var(--line)}.picture .milestone{stroke:var(--fg);stroke-dasharray:3 3}.picture .flag{font-weight:600}
.picture .break{fill:none;stroke:var(--soft)}
.sev-sev-1 rect{fill:var(--sev-1)}.sev-sev-2 rect{fill:var(--sev-2)}.sev-sev-3 rect{fill:var(--sev-3)}.sev-sev-4 rect{fill:var(--sev-4)}.sev-sev-5 rect{fill:var(--sev-5)}.sev-unknown rect{fill:var(--sev-u)}
.st-investigating rect{fill:#b3152b}.st-identified rect{fill:#b85a0a}.st-monitoring rect{fill:#94720a}.st-resolved rect{fill:#2e7d43}.st-closed rect{fill:#4b5560}.st-cancelled rect{fill:#66717d}
.g-notes{fill:var(--notes)}.g-chat{fill:var(--chat)}.g-state{fill:var(--state)}.g-people{fill:var(--people)}.g-updates{fill:var(--updates)}.g-tasks{fill:var(--tasks)}.g-pages{fill:var(--pages)}.g-runs{fill:var(--runs)}.g-muster{fill:var(--muster)}
figcaption{color:var(--soft);font-size:.82rem;margin-top:.4em}.key{margin-right:1.1em;white-space:nowrap}
table{border-collapse:collapse;width:100%;max-width:760px}th,td{text-align:left;padding:.35em .8em .35em 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:500;font-size:.86rem}
.tools{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);padding:.7em 0;display:flex;flex-wrap:wrap;gap:.5em .9em;align-items:center;font-size:.88rem}
.tools fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.3em .8em}.tools legend{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
ol.timeline>li,.what>summary,.more a{scroll-margin-top:7.5em}
.tools label{white-space:nowrap}.tools select,.tools input[type=search],.tools button{font:inherit;padding:.25em .5em;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--fg)}
.dot{display:inline-block;width:.65em;height:.65em;border-radius:50%;margin-right:.3em}
.js-only{display:none}.js .js-only{display:flex}
ol.timeline{list-style:none;margin:0;padding:0}
ol.timeline>li{display:grid;grid-template-columns:8.2em 1fr;gap:.2em 1em;padding:.5em 0;border-bottom:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 44px}
ol.timeline>li.day{display:block;border:0;padding:1.3em 0 .35em;font-weight:650}
ol.timeline>li[hidden]{display:none}
.when{color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}.when .unknown{font-style:italic;font-size:.86rem}
ul>li{overflow-wrap:anywhere}
.what{min-width:0;overflow-wrap:anywhere}
.what>summary,.what>.line{border-left:3px solid var(--muster);padding-left:.7em}
.k-notes>.what>:first-child{border-color:var(--notes)}.k-chat>.what>:first-child{border-color:var(--chat)}.k-state>.what>:first-child{border-color:var(--state)}.k-people>.what>:first-child{border-color:var(--people)}.k-updates>.what>:first-child{border-color:var(--updates)}.k-tasks>.what>:first-child{border-color:var(--tasks)}.k-pages>.what>:first-child{border-color:var(--pages)}.k-runs>.what>:first-child{border-color:var(--runs)}
.what summary{cursor:pointer;list-style:none}.what summary::-webkit-details-marker{display:none}.what summary::after{content:" ›";color:var(--soft)}.what[open]>summary::after{content:" ⌄"}
.what summary:focus-visible,.tools :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.who{color:var(--soft)}.seq{color:var(--soft);font-size:.8rem}
.taken>.what .words{text-decoration:line-through;color:var(--soft)}
.mark{color:var(--soft);font-size:.84rem}
.more{margin:.5em 0 .3em .9em;font-size:.9rem}.more pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;background:var(--card);padding:.6em .8em;border-radius:6px;margin:.3em 0}
.more dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em .9em;margin:.4em 0;color:var(--soft)}.more dd{margin:0;overflow-wrap:anywhere}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
footer{color:var(--soft);font-size:.84rem;margin-top:3em;overflow-wrap:anywhere}
time,.rough{white-space:nowrap}
.jump{display:none}
@media(max-width:640px){.jump{display:block}.picture>.wide{display:none}.picture>.narrow{display:block;max-width:420px}
table,tbody,tr,td{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}tr{border-bottom:1px solid var(--line);padding:.5em 0}td{border:0;padding:.05em 0;overflow-wrap:anywhere}td:first-child{font-weight:600}td:empty{display:none}td[data-name]:not(:empty)::before{content:attr(data-name) " ";color:var(--soft)}
table.tasks tr{display:grid;grid-template-columns:1.7em 1fr}table.tasks td+td{grid-column:2}
.more{margin-left:0}.more dl{grid-template-columns:1fr}.more dd{margin-bottom:.3em}.tools select{max-width:100%}.tools label{white-space:normal;max-width:100%}
.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts div{display:flex;justify-content:space-between;gap:1em;padding:.3em 0;background:none;border-width:0 0 1px;border-radius:0}.facts dt{flex:none;padding-top:.15em}.facts dd{text-align:right}main{padding:16px 12px 40px}h1{font-size:1.35rem}ol.timeline>li{grid-template-columns:1fr}.tools{position:static}ol.timeline>li,.what>summary,.more a{scroll-margin-top:0}}
@page{margin:14mm}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--line:#ccc;--card:#fff}main{max-width:none;padding:0}.tools{display:none!important}ol.timeline>li{content-visibility:visible;break-inside:avoid;padding:.25em 0}body{font-size:10.5pt}h2{break-after:avoid}.picture{overflow:visible}.picture>.wide{display:block;min-width:0}.picture>.narrow{display:none}.jump{display:none}.what summary::after{content:none}.has-body::details-content{content-visibility:visible}a{color:inherit}.badge,.picture rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
