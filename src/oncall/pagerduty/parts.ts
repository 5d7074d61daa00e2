import type { Clock } from '../../base/clock.ts';
import type { People } from '../../catalog/people.ts';
import type { Store } from '../../timeline/store.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { OnCallConfig } from '../config/oncall.ts';
import type { OnCallSections } from '../config/references.ts';
import type { Roster } from '../roster.ts';
import type { PagerDutyClient } from './client.ts';
import type { Identities } from './identity.ts';
import type { IncidentClient } from './incident-client.ts';
import type { OverrideClient } from './override-client.ts';
import type { SubscriptionClient } from './subscription-client.ts';

/** PagerDuty behind one token. */
export interface PagerDutyAccount {
  readonly client: PagerDutyClient;
  readonly incidents: IncidentClient;
  readonly subscriptions: SubscriptionClient;
  readonly overrides: OverrideClient;
}

/** Of a private incident, whatever leaves Muster tells the number alone. */
export interface IncidentFacts {
  readonly number: number;
  readonly private: boolean;
}

export interface PagerDutyParts {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  /** Undefined without PAGERDUTY_API_TOKEN. */
  readonly account: PagerDutyAccount | undefined;
  readonly identities: Identities;
  readonly people: () => People;
  readonly roster: () => Promise<Roster>;
  readonly config: () => OnCallConfig;
  readonly sections: () => OnCallSections;
  readonly nameOf: (id: string) => string;
  readonly incidentFacts: (stream: string) => Promise<IncidentFacts | undefined>;
}

/** The account, or the sentence that there is none. */
export const OFF = 'PagerDuty is not connected: PAGERDUTY_API_TOKEN is not set.';
