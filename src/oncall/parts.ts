import type { Clock } from '../base/clock.ts';
import type { People } from '../catalog/people.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { TellContact } from './contacts/tell-contact.ts';
import type { Verifications } from './contacts/verifications.ts';
import type { OnCallConfig } from './config/oncall.ts';
import type { OnCallSections } from './config/references.ts';
import type { NamesOf } from './names-of.ts';
import type { CalendarFeeds } from './living/calendar-feeds.ts';
import type { OpenIncident } from './living/open-incident.ts';
import type { IncidentFacts } from './pagerduty/parts.ts';
import type { Pages } from './paging/pages.ts';
import type { Roster } from './roster.ts';

/** What every command of this domain works with. */
export interface OnCallParts {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  readonly pages: Pages;
  readonly roster: () => Promise<Roster>;
  readonly people: () => People;
  readonly config: () => OnCallConfig;
  readonly sections: () => OnCallSections;
  readonly verifications: Verifications;
  /** A few words by one contact, outside of any page. */
  readonly tell: TellContact;
  /** By opaque id or by key; the id itself when nobody knows. */
  readonly nameOf: (id: string) => string;
  readonly namesOf: NamesOf;
  readonly maySeeIncident: (stream: string, viewer: Viewer) => Promise<boolean>;
  /** Those that everybody may see. */
  readonly openIncidents: () => Promise<readonly OpenIncident[]>;
  /** A person's own address of a page of Muster's; undefined where pages have none. */
  readonly linkFor: (person: string, path: string) => string | undefined;
  readonly feeds: CalendarFeeds;
  /** A reader's own address of a calendar, of that generation; undefined where Muster's port has none. */
  readonly calendarAddress: (calendar: string, reader: string, generation: string) => string | undefined;
  /** The stream of the incident that is meant: the one of that number, else the one whose channel this is. */
  readonly incidentOf: (context: CommandContext, number?: number) => Promise<string | undefined>;
  readonly channelOfIncident: (stream: string) => Promise<string | undefined>;
  readonly incidentFacts: (stream: string) => Promise<IncidentFacts | undefined>;
}
