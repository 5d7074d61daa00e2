import type { Page } from 'playwright-core';

/**
 * What hostile text did to the page as it stands, a line each: something is wider than the window, a text turns or may
 * turn what is beside it, marks are stacked over a neighbour, or an element or address came of it. `turned` is the
 * right-to-left text that was sent.
 */
export const layoutFaults = (page: Page, turned: string): Promise<string[]> =>
  page.evaluate<string[]>(`(${LOOK})(${JSON.stringify(turned.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''))})`);

/** Runs in the page, so it is text: the tests know no DOM. */
const LOOK = `(turned) => {
  const faults = new Set();
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.sr-only');
  const place = (element) => {
    const names = [];
    for (let at = element; at && names.length < 3; at = at.parentElement)
      names.unshift(at.localName + (typeof at.className === 'string' && at.className ? '.' + at.className.trim().replace(/\\s+/g, '.') : ''));
    return names.join(' > ');
  };
  if (document.documentElement.scrollWidth > innerWidth) {
    const widest = [...document.body.querySelectorAll('*')].sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0];
    faults.add('the page scrolls sideways: ' + document.documentElement.scrollWidth + ', ' + place(widest) + ' to ' + Math.round(widest.getBoundingClientRect().right));
  }
  for (const element of document.body.querySelectorAll('*')) {
    const foreign = element.tagName === 'SCRIPT' ? element.textContent.includes('alert(') : ['IFRAME', 'OBJECT', 'EMBED'].includes(element.tagName);
    if (foreign) faults.add('made of text: ' + place(element));
    for (const { name, value } of element.attributes) {
      if (/^on/.test(name)) faults.add('an attribute that runs: ' + place(element));
      if (['href', 'src', 'action'].includes(name) && /^\\s*(javascript|data|vbscript):/i.test(value) && !/^data:image/.test(value)) faults.add('an address that runs: ' + place(element));
      if (['title', 'placeholder', 'aria-label', 'alt', 'value'].includes(name) && /[\\u202d\\u202e]/.test(value)) faults.add('an override in ' + name + ': ' + place(element));
    }
    if (!seen(element)) continue;
    if (element.localName !== 'pre' && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1) faults.add('scrolls sideways: ' + place(element));
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.height > 0 && box.right > innerWidth + 1) {
      // What scrolls by itself may hold more than it shows.
      let scrolls = false;
      for (let at = element.parentElement; at; at = at.parentElement) if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX) && at.getBoundingClientRect().right <= innerWidth + 1) scrolls = true;
      if (!scrolls) faults.add('reaches out of the window: ' + place(element));
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    const text = node.data;
    if (!element || !seen(element) || text.trim() === '') continue;
    if (/[\\u202d\\u202e]/.test(text)) faults.add('an override is shown: ' + place(element));
    if (/\\p{M}{7}/u.test(text)) faults.add('marks are stacked: ' + place(element));
    if (!text.includes(turned.slice(0, 3))) continue;
    // Ours isolates theirs by Unicode's own marks.
    if (/\\u2068[^\\u2069]*\\u2069/.test(text)) continue;
    const beside = (all) => all.replaceAll(turned, '').replaceAll(turned.slice(0, -1), '').replace(/[\\s\\u2423\\u202a-\\u202e\\u2066-\\u2069#@>-]|inc-1/g, '') !== '';
    if (beside(text)) faults.add('ours and theirs in one run: ' + place(element) + ': ' + text);
    for (let at = element; at; at = at.parentElement) {
      const { unicodeBidi, display } = getComputedStyle(at);
      if (['isolate', 'isolate-override', 'plaintext'].includes(unicodeBidi) && display.startsWith('inline')) break;
      if (display.startsWith('inline') && display !== 'inline-block' && display !== 'inline-flex') continue;
      if (['flex', 'inline-flex', 'grid'].includes(display) && at !== element) break;
      if (beside(at.textContent) && unicodeBidi !== 'plaintext' && at.dir !== 'auto') faults.add('may turn what is beside it: ' + place(element));
      break;
    }
  }
  return [...faults];
}`;
