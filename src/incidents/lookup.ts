import { type Result, ok, refuse } from '../base/result.ts';
import { mayDo, type Viewer } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Suggestion } from '../commands/option.ts';
import type { Store } from '../timeline/store.ts';
import { incidentChannels } from './projections/incident-channels.ts';
import { incidentNumbers } from './projections/incident-numbers.ts';
import { bucketsFor, incidentRows, type IncidentRow, mayView, type Worked } from './projections/incident-row.ts';

/** How many incidents the autocomplete looks through, newest first. */
const LOOKED_THROUGH = 200;
/** So many rows are read at once: between two reads others get their turn. */
const READ_AT_ONCE = 500;

/** Finds incidents for somebody. What they may not see does not exist for them. */
export function createLookup(store: Pick<Store, 'projected' | 'project'>) {
  const visible = async (stream: string | undefined, viewer: Viewer): Promise<IncidentRow | undefined> => {
    const row = stream === undefined ? undefined : await store.projected(incidentRows, stream);
    return row && mayView(row, viewer) ? row : undefined;
  };

  const byNumber = async (number: number, viewer: Viewer): Promise<IncidentRow | undefined> => {
    const alias = await store.projected(incidentNumbers, String(number));
    const row = await visible(alias?.stream, viewer);
    return row && { ...row, number };
  };

  const byChannel = async (channelId: string, viewer: Viewer): Promise<IncidentRow | undefined> =>
    visible((await store.projected(incidentChannels, channelId))?.stream, viewer);

  const list = async (
    viewer: Viewer,
    query: { readonly bucket?: Worked; readonly behind?: number; readonly limit: number },
  ): Promise<readonly IncidentRow[]> => {
    const { bucket, limit, behind } = query;
    const found = new Map<string, IncidentRow>();
    for (const one of bucketsFor(viewer, bucket ? [bucket] : ['open', 'ended'])) {
      const page = { bucket: one, order: 'descending', limit, ...(behind !== undefined && { behind }) } as const;
      for (const { row } of await store.project(incidentRows, page))
        if (mayView(row, viewer)) found.set(row.stream, row);
    }
    return [...found.values()].sort((a, b) => b.number - a.number).slice(0, limit);
  };

  /** Every incident that the person may see, newest first, however many there are. */
  const all = async (viewer: Viewer, bucket?: Worked): Promise<readonly IncidentRow[]> => {
    const found: IncidentRow[] = [];
    for (let behind: number | undefined; ;) {
      const page = await list(viewer, {
        limit: READ_AT_ONCE,
        ...(bucket && { bucket }),
        ...(behind !== undefined && { behind }),
      });
      found.push(...page);
      behind = page.at(-1)?.number;
      if (page.length < READ_AT_ONCE) return found;
    }
  };

  return {
    byStream: visible,
    byNumber,
    byChannel,
    list,
    all,

    /** The incident that is meant: the one named, else the one whose channel (or thread in it) this is. */
    async locate(named: number | undefined, context: CommandContext): Promise<Result<IncidentRow>> {
      if (named !== undefined) {
        const row = await byNumber(named, context.viewer);
        return row
          ? ok(row)
          : refuse(
              'incident/unknown',
              `There is no incident ${named} that you can see. /incident list shows those that there are.`,
            );
      }
      const { place } = context;
      const row =
        place &&
        ((await byChannel(place.channelId, context.viewer)) ??
          (place.parentId === undefined ? undefined : await byChannel(place.parentId, context.viewer)));
      return row
        ? ok(row)
        : refuse(
            'incident/which',
            'Which incident is meant? Use this in the incident’s channel, or name it with the option incident.',
          );
    },

    /** For autocomplete: newest first, open ones before ended ones. */
    async suggest(typed: string, viewer: Viewer): Promise<readonly Suggestion[]> {
      if (!mayDo(viewer, 'incident.read')) return [];
      const words = typed.trim().toLowerCase().replace(/^#/, '');
      const matches = (row: IncidentRow): boolean =>
        String(row.number).startsWith(words) || row.title.toLowerCase().includes(words);
      // However many are newer.
      const named = /^\d{1,9}$/.test(words) ? await byNumber(Number(words), viewer) : undefined;
      const open = (await list(viewer, { bucket: 'open', limit: LOOKED_THROUGH })).filter(matches);
      const ended =
        open.length >= 25 ? [] : (await list(viewer, { bucket: 'ended', limit: LOOKED_THROUGH })).filter(matches);
      const others = [...open, ...ended].filter(({ stream }) => stream !== named?.stream);
      return [...(named ? [named] : []), ...others].slice(0, 25).map((row) => ({
        name: [...`#${row.number} ${row.title} (${row.severity}, ${row.status})`].slice(0, 95).join(''),
        value: String(row.number),
      }));
    },
  };
}

export type Lookup = ReturnType<typeof createLookup>;
