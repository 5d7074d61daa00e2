import { type Result, refuse } from '../../base/result.ts';
import type { Command } from '../../commands/command.ts';
import type { Condition } from '../../commands/status-command.ts';
import type { EffectHandlers } from '../../timeline/effect.ts';
import type { Verifications } from '../contacts/verifications.ts';
import type { Pages } from '../paging/pages.ts';
import { actHandlers } from './act-handler.ts';
import { type CarriedPages, createCarriedPages } from './carried-pages.ts';
import { type PagerDutyUser, createPagerDutyClient } from './client.ts';
import { identityCommands } from './commands/identity-commands.ts';
import { subscribeCommand } from './commands/subscribe-command.ts';
import { createCondition } from './condition.ts';
import { type Identities, createIdentities } from './identity.ts';
import { createIncidentClient } from './incident-client.ts';
import { openIncidentHandlers } from './open-incident.ts';
import { createOverrideClient } from './override-client.ts';
import { overrideHandlers } from './override-handlers.ts';
import { OFF, type PagerDutyAccount, type PagerDutyParts } from './parts.ts';
import type { PagerDutyConnection } from './request.ts';
import { createSubscriptionClient } from './subscription-client.ts';
import { subscribeWebhooks } from './subscribe.ts';
import { watchHandlers } from './watch-handlers.ts';
import { createPagerDutyWebhook, webhookHandlers } from './webhook.ts';
import { createWebhookSecrets } from './webhook-secrets.ts';

/** From the environment: PAGERDUTY_API_TOKEN, PAGERDUTY_API_URL, PAGERDUTY_WEBHOOK_SECRET. */
export interface PagerDutySettings {
  readonly token?: string | undefined;
  readonly apiUrl: string;
  readonly webhookSecrets: readonly string[];
  /** How long an answer may take; default 10 seconds. */
  readonly timeoutMs?: number;
}

export interface PagerDuty {
  /** Every change of a page, done there, too. */
  readonly pages: CarriedPages;
  readonly identities: Identities;
  readonly commands: readonly Command[];
  readonly effects: EffectHandlers;
  readonly webhook: ReturnType<typeof createPagerDutyWebhook>;
  /** How it is doing, for `/muster status`. Undefined without a token. */
  readonly condition: (() => Condition) | undefined;
  /** For what only reads. Undefined without a token. */
  readonly connection: PagerDutyConnection | undefined;
}

/** Everything that Muster writes to PagerDuty, and what it hears from there. */
export function createPagerDuty(
  options: Omit<PagerDutyParts, 'account' | 'identities'> & {
    readonly settings: PagerDutySettings | undefined;
    readonly pages: Pages;
    readonly verifications: Verifications;
    readonly publicUrl: string | undefined;
  },
): PagerDuty {
  const { settings, clock, store, people, nameOf } = options;
  const observed = createCondition(clock);
  const connection: PagerDutyConnection | undefined =
    settings?.token === undefined
      ? undefined
      : {
          apiUrl: settings.apiUrl,
          token: settings.token,
          now: () => clock.now(),
          onAnswer: (answer) => {
            observed.heard(answer);
          },
          ...(settings.timeoutMs !== undefined && { timeoutMs: settings.timeoutMs }),
        };
  const account: PagerDutyAccount | undefined = connection && {
    client: createPagerDutyClient(connection),
    incidents: createIncidentClient(connection),
    subscriptions: createSubscriptionClient(connection),
    overrides: createOverrideClient(connection),
  };
  const identities = createIdentities({
    verifications: options.verifications,
    people,
    nameOf,
    users: async (): Promise<Result<readonly PagerDutyUser[]>> =>
      account ? account.client.users() : refuse('pagerduty/off', OFF),
  });
  const parts: PagerDutyParts = { ...options, account, identities };
  const secrets = createWebhookSecrets(store, settings?.webhookSecrets ?? []);
  return {
    pages: createCarriedPages(options.pages, parts),
    identities,
    connection,
    condition: account && (() => observed.condition()),
    commands: [
      ...identityCommands({ identities, nameOf }),
      subscribeCommand((cause) => subscribeWebhooks(parts, secrets, options.publicUrl, cause)),
    ],
    effects: {
      ...openIncidentHandlers(parts),
      ...actHandlers(parts),
      ...watchHandlers(parts),
      ...webhookHandlers(parts),
      ...overrideHandlers(parts),
    },
    webhook: createPagerDutyWebhook(parts, secrets.all),
  };
}
