import { configOf } from '../configured.ts';
import type { ActionsParts } from '../parts.ts';
import type { Plan } from '../run.ts';
import { createRunner } from '../runners/create-runner.ts';
import type { Runner } from '../runners/runner.ts';

/** By what a plan is run as muster.yaml stands now, or why it cannot be. */
export const runnerOf = (
  parts: ActionsParts,
  plan: Plan,
): Runner | { readonly code: string; readonly message: string } => {
  const configured = configOf(parts.config(), plan);
  if (!configured.ok) return { code: 'run/unconfigured', message: `${configured.refusal.message} Nothing was run.` };
  const runner = createRunner(configured.value.runs, parts);
  const missing = runner.secrets.filter((name) => (parts.environment[name] ?? '') === '');
  return missing.length === 0
    ? runner
    : {
        code: 'run/secret',
        message: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set in Muster’s environment. Nothing was run.`,
      };
};
