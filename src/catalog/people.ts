import { IANAZone } from 'luxon';
import { z } from 'zod';

export const timeZoneSchema = z
  .string()
  .refine((name) => IANAZone.isValidZone(name), { error: 'is no time zone: write it like Europe/Berlin (IANA)' });

/** How people and services are called in muster.yaml: short, and safe in a file name, a URL and a custom id. */
export const keySchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i, { error: 'may have letters, digits, . _ - only, 40 at most' });

export const snowflakeSchema = z
  .string()
  .regex(/^\d{17,20}$/, { error: 'is no Discord id: 17 to 20 digits, in quotes' });

/** What everybody needs of a person; on-call adds contacts and rules. Every key is optional. */
export const personFields = {
  discord: snowflakeSchema.optional(),
  name: z.string().min(1).max(80).optional(),
  email: z.email().optional(),
  timeZone: timeZoneSchema.optional(),
  pagerduty: z
    .string()
    .regex(/^P[A-Z0-9]{5,13}$/, { error: 'is no PagerDuty user id' })
    .optional(),
};
export const personSchema = z.strictObject(personFields);

export interface Person {
  /** The key in muster.yaml. */
  readonly key: string;
  /** Discord user id, or the key when they have none: the opaque id that entries carry. */
  readonly id: string;
  /** As muster.yaml calls them, else as the chat does, else their key: read when it is shown, because the chat's may change. */
  readonly name: string;
  /** Whether the name is muster.yaml's. */
  readonly isNamed: boolean;
  readonly discord?: string | undefined;
  readonly email?: string | undefined;
  readonly timeZone: string;
  readonly pagerduty?: string | undefined;
}

export interface People {
  readonly all: readonly Person[];
  byKey(key: string): Person | undefined;
  /** By the opaque id: Discord's, or the key. */
  byId(id: string): Person | undefined;
  /** Of anybody, known or not: their own zone or the organisation's. */
  timeZoneOf(id: string): string;
  /** Whether muster.yaml says a zone of their own. */
  saysZoneOf(id: string): boolean;
}

export function createPeople(
  config: Readonly<Record<string, z.infer<typeof personSchema>>>,
  organisationZone: string,
  /** What the chat calls somebody, by their Discord id; undefined when it is not known. */
  nameInChat: (id: string) => string | undefined = () => undefined,
): People {
  const all = Object.entries(config).map(([key, person]): Person => ({
    key,
    id: person.discord ?? key,
    get name() {
      return person.name ?? (person.discord === undefined ? undefined : nameInChat(person.discord)) ?? key;
    },
    isNamed: person.name !== undefined,
    discord: person.discord,
    email: person.email,
    timeZone: person.timeZone ?? organisationZone,
    pagerduty: person.pagerduty,
  }));
  const byKey = new Map(all.map((person) => [person.key, person]));
  const byId = new Map(all.map((person) => [person.id, person]));
  return {
    all,
    byKey: (key) => byKey.get(key),
    byId: (id) => byId.get(id),
    saysZoneOf: (id) => config[byId.get(id)?.key ?? '']?.timeZone !== undefined,
    timeZoneOf: (id) => byId.get(id)?.timeZone ?? organisationZone,
  };
}
