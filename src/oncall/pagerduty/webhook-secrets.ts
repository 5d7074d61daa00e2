import type { Store } from '../../timeline/store.ts';

const SECRETS = 'pagerduty.webhook-secrets';
/** The present one and the one before: while they are exchanged both are on their way. */
const KEPT = 2;

/**
 * The secrets that PagerDuty signs with: those of PAGERDUTY_WEBHOOK_SECRET, and those of subscriptions that Muster set
 * up (PagerDuty shows each once), kept in the store under the subscription’s id.
 */
export function createWebhookSecrets(store: Store, fromEnvironment: readonly string[]) {
  const own = async (): Promise<readonly (readonly [id: string, secret: string])[]> =>
    ((await store.setting(SECRETS)) ?? '').split('\n').flatMap((line) => {
      const [id, secret] = line.split(' ');
      return id !== undefined && secret !== undefined ? [[id, secret] as const] : [];
    });
  return {
    all: async (): Promise<readonly string[]> => [...fromEnvironment, ...(await own()).map(([, secret]) => secret)],
    has: async (id: string): Promise<boolean> => (await own()).some(([known]) => known === id),
    async add(id: string, secret: string): Promise<void> {
      const lines = [[id, secret] as const, ...(await own()).filter(([known]) => known !== id)].slice(0, KEPT);
      await store.setSetting(SECRETS, lines.map((line) => line.join(' ')).join('\n'));
    },
  };
}
export type WebhookSecrets = ReturnType<typeof createWebhookSecrets>;
