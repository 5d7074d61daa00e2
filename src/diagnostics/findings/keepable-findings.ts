import type { Finding, Findings } from '../kit/finding.ts';
import { thinned } from './thinned.ts';

/** What is kept of a run on the timeline, in characters of JSON: of what is shown, and of its files (CSV, logs) besides. */
const MOST_SHOWN = 64_000;
const MOST_OF_FILES = 128_000;

/** Verdicts and what comes first, as much as fits; files as far as there is room for them. */
export function keepable(findings: Findings): { readonly kept: Findings; readonly cut: boolean } {
  const left = { shown: MOST_SHOWN, files: MOST_OF_FILES };
  let cut = false;
  const kept = new Map<Finding, Finding>();
  const byImportance = [...findings].sort((a, b) => Number(b.type === 'verdict') - Number(a.type === 'verdict'));
  for (const finding of byImportance) {
    const room = finding.type === 'file' ? 'files' : 'shown';
    const short = fitted(finding, left[room]);
    cut ||= short !== finding;
    if (!short) continue;
    left[room] -= JSON.stringify(short).length;
    kept.set(finding, short);
  }
  return { kept: findings.flatMap((finding) => kept.get(finding) ?? []), cut };
}

/** A long table, text or file is kept as far as there is room, a series with fewer points, anything else whole or not at all. */
function fitted(finding: Finding, room: number): Finding | undefined {
  // JSON is never shorter than the text in it: megabytes are not written only to find that they do not fit.
  const isTooLong = 'text' in finding && finding.text.length > room;
  if (!isTooLong && JSON.stringify(finding).length <= room) return finding;
  if (finding.type === 'text' || finding.type === 'lines' || finding.type === 'file')
    return room < 1000 ? undefined : { ...finding, text: `${firstOf(finding.text, room - 500)}\n…` };
  if (finding.type === 'series') return thinnedTo(finding, room);
  if (finding.type !== 'table') return undefined;
  let used = JSON.stringify({ ...finding, rows: [] }).length;
  const rows = finding.rows.findIndex((row) => (used += JSON.stringify(row).length + 1) > room);
  return rows > 0 ? { ...finding, rows: finding.rows.slice(0, rows) } : undefined;
}

/** Every line of a picture, and the peaks of each: what a later run is compared with. */
function thinnedTo(finding: Extract<Finding, { type: 'series' }>, room: number): Finding | undefined {
  for (let most = 256; most >= 4; most /= 2) {
    const series = finding.series.map((line) => ({ ...line, points: thinned(line.points, most) }));
    const thin = { ...finding, series };
    if (JSON.stringify(thin).length <= room) return thin;
  }
  return undefined;
}

/** The lines that come first, as many as so much room in JSON takes; of a single long line its start. */
function firstOf(text: string, room: number): string {
  // A character may take six in JSON; most take one.
  let end = Math.min(text.length, room);
  while (JSON.stringify(text.slice(0, end)).length > room) end = Math.floor(end * 0.8);
  const lastLine = text.lastIndexOf('\n', end);
  return text.slice(0, lastLine > end / 2 ? lastLine : end);
}
