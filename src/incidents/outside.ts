import type { Instant } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { RichText } from '../base/rich-text.ts';
import type { Message } from '../commands/message.ts';
import type { PictureMark } from '../pictures/incident-picture.ts';
import type { Cause } from '../timeline/cause.ts';

/** Something that was changed in a service: most incidents begin with one. */
export interface ServiceChange {
  readonly at: Instant;
  readonly line: RichText;
}

export interface DiagnoseOrder {
  readonly service: string;
  readonly stream: string;
  readonly cause: Cause;
  readonly signal: AbortSignal;
  /** How far it is: a line each, as the message will be. */
  readonly onProgress?: (message: Message) => void;
}

/** What somebody who draws marks (deploys, pages) into an incident's picture needs to know of it. */
export interface PicturedIncident {
  readonly stream: string;
  readonly number: number;
  readonly services: readonly string[];
  /** The span that the picture shows, and two hours before. */
  readonly from: Instant;
  readonly to: Instant;
}

/** What decides whom a severity pages. */
export interface PagedIncident {
  readonly stream: string;
  readonly services: readonly string[];
}
/** A policy that is paged, and whom it reaches first: opaque ids. `before`: it was for this incident already, and is not again. */
export interface Paged {
  readonly policy: string;
  readonly people: readonly string[];
  readonly before: boolean;
  /** Who of them took command of the incident: that answers the page, and rings nobody. */
  readonly inCommand?: string;
}

/** What the incidents ask of the other domains and of the web; `app.ts` connects them. */
export interface Outside {
  /**
   * A person's own signed link to a page (`/incidents/42`), undefined where pages cannot be reached. Whoever has it reads
   * as that person: for private answers alone.
   */
  readonly linkFor: (person: string, path: string) => string | undefined;
  /** What an effect of this kind does, in words, whichever domain asked for it. */
  readonly effectWords: (kind: string) => string;
  /** Whom to tell what only they can do something about: ids of those who run Muster. */
  readonly operators: () => readonly string[];
  /** What muster.yaml lists to be run for a service: `diagnostic.preset` and `diagnose` run it. */
  readonly presetsOf: (service: string) => readonly unknown[];
  /** What was changed in a service since then, latest first: shown on the card of a new incident. */
  readonly changesOf: (service: string, since: Instant) => Promise<readonly ServiceChange[]>;
  /** Whom a page for a service would reach first at this moment; undefined when nobody is paged for it. */
  readonly onCallFor: (
    service: string,
  ) => Promise<{ readonly policy: string; readonly people: readonly string[] } | undefined>;
  /** Whom an incident pages once it has that severity; undefined when the severity pages nobody by itself. */
  readonly pagedAt: (incident: PagedIncident, severity: string) => Promise<readonly Paged[] | undefined>;
  /** What to mark in an incident's picture beside what is in it, in order of time: deploys, for example. */
  readonly marks: (incident: PicturedIncident) => Promise<readonly PictureMark[]>;
  /** Names of the addresses in a text, by address: kept beside what people said. */
  readonly namesIn: (text: string) => Promise<Readonly<Record<string, string>>>;
  /** Runs a service's presets when an incident's channel opens, onto its timeline; the message is posted there. */
  readonly diagnose: (order: DiagnoseOrder) => Promise<Result<Message>>;
}
