import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DateTime } from 'luxon';
import { operator } from '../app/operator.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../incidents/export/export-incident.ts';
import { lastRecordedBy } from '../incidents/view/time-travel.ts';
import { openRecord, readRecordConfiguration } from './open.ts';
import { namesFromRunning } from './ask-running.ts';
import { operatorSocketOf } from './operator-socket.ts';
import { complain, print, unwritten, warn } from './output.ts';

/** `muster export NUMBER`: streams each format into a file of `--out`, all when none is named; without it one to stdout, Markdown when none is named. */
export async function exportIncident(options: {
  readonly incident: number;
  readonly format?: string;
  readonly out?: string;
  readonly at?: string;
}): Promise<number> {
  const formats =
    options.format?.split(',').map((format) => format.trim()) ?? (options.out === undefined ? ['md'] : EXPORT_FORMATS);
  if (!formats.every(isFormat)) {
    return complain(
      { code: 'export/format', message: `--format takes ${EXPORT_FORMATS.join(', ')}, several with commas.` },
      2,
    );
  }
  const at = options.at === undefined ? undefined : DateTime.fromISO(options.at, { zone: 'utc' });
  if (at && !at.isValid) {
    return complain({ code: 'export/at', message: '--at takes an instant like 2026-11-22T14:05:00Z.' }, 2);
  }
  if (at && !/T.*(Z|[+-]\d\d(:?\d\d)?)$/i.test(options.at ?? ''))
    warn(
      `--at says no zone: it is read as ${at.toFormat('yyyy-MM-dd HH:mm:ss')} UTC. Write ${at.toISO({ suppressMilliseconds: true })} to say so.`,
    );
  const configured = readRecordConfiguration();
  if (typeof configured === 'number') return configured;
  const called = await openRecord(configured, 'read', async (app) => {
    const row = await app.incidents.lookup.byNumber(options.incident, operator);
    if (!row) return complain({ code: 'incident/unknown', message: `There is no incident ${options.incident}.` }, 1);
    if (at && (await lastRecordedBy(app.timeline, row.stream, at.toMillis())) === 0) {
      const message = `Nothing was known of incident ${options.incident} then. It was declared later.`;
      return complain({ code: 'incident/not-yet', message }, 1);
    }
    if (formats.length > 1 && options.out === undefined) {
      return complain(
        { code: 'export/out', message: 'Several formats need a folder: add --out DIR, or name one format.' },
        2,
      );
    }
    const known = new Map<string, string>();
    const socket = operatorSocketOf(configured.settings);
    app.names.setChat({
      nameOf: (id) => known.get(id),
      async names(ids) {
        const found = await namesFromRunning(socket, ids);
        for (const [id, name] of found) known.set(id, name);
        return found;
      },
    });
    for (const format of formats) {
      const exported = await app.incidents.exportOf(options.incident, format, operator, at?.toMillis());
      if (!exported)
        return complain({ code: 'incident/unknown', message: `There is no incident ${options.incident}.` }, 1);
      try {
        if (options.out === undefined) {
          // With back-pressure: what reads slowly at the other end of a pipe must not fill memory here.
          await pipeline(Readable.from(exported.text), process.stdout, { end: false });
          continue;
        }
        mkdirSync(options.out, { recursive: true });
        const path = join(options.out, exported.fileName);
        await writeWhole(path, exported.text);
        print(path);
      } catch (error) {
        return complain({ code: 'export/write', message: unwritten(error) }, 3);
      }
    }
    return 0;
  });
  return called.ok ? called.value : complain(called.refusal, 3);
}

/** The file that was there before stays until the new one is whole. */
async function writeWhole(path: string, text: AsyncIterable<string>): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(Readable.from(text), createWriteStream(part));
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

const isFormat = (text: string): text is ExportFormat => EXPORT_FORMATS.some((format) => format === text);
