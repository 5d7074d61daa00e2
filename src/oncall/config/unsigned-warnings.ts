import type { Target } from './policies.ts';
import type { OnCallSections, ReferenceFault } from './references.ts';

const hooks = (targets: readonly Target[]): boolean =>
  targets.some((target) => (target.type === 'round-robin' ? hooks(target.among) : target.type === 'webhook'));

/** Webhooks that nobody can tell from a forged one, as no secret is set to sign them with. One warning is enough. */
export function* unsignedWarnings(sections: OnCallSections, secret: string | undefined): Generator<ReferenceFault> {
  if (secret !== undefined) return;
  const path = firstHook(sections);
  if (path === undefined) return;
  const remedy = 'set oncall.webhookSecret: ${MUSTER_WEBHOOK_KEY}, and have the receiver check X-Muster-Signature';
  yield { path, message: `webhooks go unsigned, so a receiver cannot tell them from forged ones: ${remedy}` };
}

function firstHook({ people, policies }: OnCallSections): ReferenceFault['path'] | undefined {
  for (const [key, { contacts = [] }] of Object.entries(people)) {
    const index = contacts.findIndex(({ method }) => method === 'webhook');
    if (index >= 0) return ['people', key, 'contacts', index];
  }
  for (const [key, { steps }] of Object.entries(policies)) {
    const index = steps.findIndex(({ page }) => hooks(page));
    if (index >= 0) return ['policies', key, 'steps', index];
  }
  return undefined;
}
