import { z } from 'zod';
import { boundedText } from '../../base/bounded-text.ts';
import { splitCredentials } from '../../base/split-credentials.ts';
import type { Parameter } from '../config/parameter-schema.ts';
import type { ActionsParts } from '../parts.ts';
import { captureProgram } from '../programs/capture-program.ts';

/** Discord waits 3 s for suggestions; what takes longer is not shown. */
const TIMEOUT_MS = 2000;
const MOST_BYTES = 262_144;

/** What may be given for a parameter, also from a program or an address that muster.yaml names; nothing when that fails. */
export async function suggestedValues(
  parts: Pick<ActionsParts, 'environment' | 'folder'>,
  parameter: Parameter,
): Promise<readonly string[]> {
  if (parameter.type === 'choice') return parameter.choices;
  if (parameter.type === 'yes-no') return ['yes', 'no'];
  const { suggest } = parameter;
  if (!suggest) return [];
  if ('program' in suggest) {
    const { PATH = '/usr/bin:/bin', HOME = '/nonexistent' } = parts.environment;
    const { status, output } = await captureProgram(suggest.program, {
      folder: parts.folder,
      timeoutMs: TIMEOUT_MS,
      env: { PATH, HOME },
    });
    return status === 0 ? output.split('\n').filter((line) => line.trim() !== '') : [];
  }
  try {
    const { url, headers } = splitCredentials(suggest.url);
    const { body } = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return z.array(z.string()).parse(JSON.parse((await boundedText(body, MOST_BYTES)) ?? ''));
  } catch {
    return [];
  }
}
