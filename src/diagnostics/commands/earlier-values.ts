import type { CommandContext } from '../../commands/context.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { GivenArgs } from '../kit/plugin-args.ts';
import type { DiagnosticsParts } from '../parts.ts';
import { runsFold } from '../runs-fold.ts';

const MOST_LENGTH = 100;

/**
 * What was given to an option before: for a service in muster.yaml, on this channel's timeline or the organisation's, the last
 * first. For options that the plugin itself suggests nothing for.
 */
export async function earlierValues(
  parts: Pick<DiagnosticsParts, 'timeline' | 'streamOf' | 'presetsOf' | 'serviceKeys'>,
  asked: { readonly diagnostic: string; readonly option: string; readonly typed: string },
  context: CommandContext,
): Promise<readonly { readonly name: string; readonly value: string }[]> {
  const streams = new Set([await parts.streamOf(context), ORGANISATION]);
  const states = await Promise.all([...streams].map((stream) => parts.timeline.state(stream, runsFold)));
  const runs = states
    .flatMap(({ runs: known }) => Object.values(known))
    .filter(({ masked, diagnostic }) => !masked && diagnostic === asked.diagnostic)
    .reverse();
  const presets = parts
    .serviceKeys()
    .flatMap((service) => parts.presetsOf(service))
    .filter(({ diagnostic }) => diagnostic === asked.diagnostic);
  const given: readonly GivenArgs[] = [...runs, ...presets].map((one) => one.given);
  const values = given.flatMap((args) => {
    const value = args[asked.option];
    return typeof value === 'string' && value.length <= MOST_LENGTH ? [value] : [];
  });
  const typed = asked.typed.toLowerCase();
  return [...new Set(values)]
    .filter((value) => value.toLowerCase().includes(typed))
    .slice(0, 25)
    .map((value) => ({ name: value, value }));
}
