import { count } from '../count.ts';
import { counted } from '../counted.ts';
import { z } from 'zod';
import { bad, defineDiagnostic, definePlugin, type Finding, integer, refused, text } from '../../plugin.ts';
import { parseDuration } from '../duration.ts';
import { targetsOf } from '../targets-of.ts';
import { countOverTime, type FoundLines, type LogLine } from './count-over-time.ts';
import { queryLoki } from './loki.ts';
import { runLogCommand } from './log-command.ts';

const lokiSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** Name of the secret that holds a bearer token. */
  token: z.string().optional(),
  /** X-Scope-OrgID */
  tenant: z.string().optional(),
  /** `checkout: '{app="checkout"}'`: what is searched when only words are given. */
  selector: z.string().default('{job=~".+"}'),
});
const commandSchema = z.strictObject({
  /** Program and arguments, no shell; `{text}` and `{since}` are filled in, each as one argument or a part of one. */
  command: z.array(z.string()).min(1),
});
const config = z.strictObject({
  sources: z.record(z.string(), z.union([lokiSchema, commandSchema])).default({}),
  /** For one search. */
  timeoutMs: z.int().min(100).max(55_000).default(25_000),
});

const SHOWN_LINES = 100;

export const plugin = definePlugin(config, ({ sources, timeoutMs }) => [
  defineDiagnostic({
    name: 'logs',
    summary: 'Search logs in Loki, or by a configured command: matching lines and counts over time',
    examples: ['text:error', 'text:{app="checkout"} |= "timeout" source:loki since:6h'],
    permission: 'diagnostics.data',
    risk: 'costly',
    targets: Object.values(sources).flatMap((source) => ('url' in source ? targetsOf(source.url) : [])),
    timeoutMs: 60_000,
    options: {
      text: text({ description: 'Words to look for, or LogQL ({app="x"} |= "y")', required: true, most: 1000 }),
      source: text({
        description: 'Which source of muster.yaml',
        suggest: (typed) => Object.keys(sources).filter((name) => name.includes(typed)),
      }),
      since: text({ description: 'How far back: 30m, 6h. Default 1h', default: '1h' }),
      lines: integer({ description: 'How many lines at most. Default 1000', default: 1000, least: 1, most: 5000 }),
    },
    target: ({ source }) => source ?? Object.keys(sources)[0] ?? 'none',
    async run({ text: wanted, source = Object.keys(sources)[0], since, lines }, context): Promise<readonly Finding[]> {
      const chosen = source === undefined ? undefined : sources[source];
      if (!chosen)
        throw refused(
          'logs/source',
          `muster.yaml names no such source of logs. There are: ${Object.keys(sources).join(', ') || 'none; add plugins.logs.config.sources'}.`,
        );
      context.chose({ source });
      const to = context.clock.now();
      const from = to - parseDuration(since);
      const limit = AbortSignal.timeout(timeoutMs);
      const asked = { ...context, signal: AbortSignal.any([context.signal, limit]) };
      context.progress(`searching ${source ?? ''}`);
      const { lines: found, cut }: FoundLines = await (
        'url' in chosen
          ? queryLoki(asked, { ...chosen, text: wanted, from, to, limit: lines })
          : runLogCommand(chosen.command, { text: wanted, since, from, lines, signal: asked.signal })
      ).catch((error: unknown) => {
        throw limit.aborted && !context.signal.aborted
          ? refused(
              'logs/slow',
              `${source ?? ''} did not come to an end within ${timeoutMs / 1000} s. Look less far back, or for something rarer.`,
            )
          : error;
      });
      if (found.length === 0)
        return [count(`Nothing was logged that matches, in the last ${since}.`, 'Look further back, or for less.')];
      const errors = found.filter(({ text: line }) => /\b(error|fatal|panic|exception|critical)\b/i.test(line)).length;
      const matches = counted(found.length, 'line matches', 'lines match');
      const speak = `${errors.toLocaleString('en')} of them ${errors === 1 ? 'speaks' : 'speak'} of errors.`;
      const said = errors > 0 ? `${matches}, ${speak}` : `${matches}.`;
      const verdict = errors > 0 ? bad : count;
      // Older ones were not looked at: that there were none before the first is not known.
      const first = found.find(({ at }) => at !== null)?.at ?? undefined;
      return [
        cut
          ? verdict(
              `At least ${said}`,
              'Only the newest lines were taken. Look less far back, or for something rarer; `lines` takes more.',
            )
          : verdict(said),
        ...(first === undefined ? [] : [countOverTime(found, { from: cut ? Math.max(first, from) : from, to, cut })]),
        {
          id: 'lines',
          title: found.length > SHOWN_LINES ? `The last ${SHOWN_LINES} lines` : 'Lines',
          type: 'lines',
          shows: 'end',
          volatile: true,
          text: found.slice(-SHOWN_LINES).map(shown).join('\n'),
        },
        {
          type: 'file',
          name: 'lines.log',
          contentType: 'text/plain; charset=utf-8',
          volatile: true,
          text: found.map(shown).join('\n'),
        },
      ];
    },
  }),
]);

/** A line that bears its own time needs no second one. */
const shown = ({ at, text: line, bearsTime }: LogLine): string =>
  at === null || bearsTime === true ? line : `${new Date(at).toISOString()} ${line}`;
