import { type Result, ok, refuse } from '../../base/result.ts';
import type { People } from '../../catalog/people.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { Claim } from '../contacts/verification-entries.ts';
import type { Verifications } from '../contacts/verifications.ts';

/** A user of PagerDuty whom a person has shown to be. */
export interface PagerDutyIdentity {
  /** `PXXXXXX`. */
  readonly user: string;
  /** What goes into `From`. */
  readonly email: string;
}

const KIND = 'pagerduty';

const claimOf = (person: string, { user, email }: PagerDutyIdentity): Claim => ({
  kind: KIND,
  person,
  value: `${user} ${email}`,
});
const identityOf = ({ value }: Claim): PagerDutyIdentity => {
  const [user = '', email = ''] = value.split(' ');
  return { user, email };
};

export interface IdentityParts {
  readonly verifications: Verifications;
  readonly people: () => People;
  /** All users of the account. Refuses `pagerduty/off` where there is no token. */
  readonly users: () => Promise<
    Result<readonly { readonly id: string; readonly name: string; readonly email: string }[]>
  >;
  readonly nameOf: (id: string) => string;
}

export type Identities = ReturnType<typeof createIdentities>;

/**
 * Who is who in PagerDuty: shown by a code sent to the address that the PagerDuty user logs in with, or said by an
 * administrator; never guessed from a name or an address alone. Where muster.yaml names another PagerDuty user for a
 * person than was verified, nothing is.
 */
export function createIdentities(parts: IdentityParts) {
  const { verifications, people } = parts;

  /** The newest that counts, of everybody. */
  const verified = async (): Promise<ReadonlyMap<string, PagerDutyIdentity>> => {
    const found = new Map<string, { readonly at: number; readonly identity: PagerDutyIdentity }>();
    for (const { claim, verifiedAt } of Object.values(await verifications.state())) {
      if (claim.kind !== KIND || verifiedAt === null || verifiedAt < (found.get(claim.person)?.at ?? 0)) continue;
      found.set(claim.person, { at: verifiedAt, identity: identityOf(claim) });
    }
    return new Map(
      [...found].flatMap(([person, { identity }]) => {
        const said = people().byId(person)?.pagerduty;
        return said === undefined || said === identity.user ? [[person, identity] as const] : [];
      }),
    );
  };
  const personOf = async (user: string): Promise<string | undefined> =>
    [...(await verified())].find(([, identity]) => identity.user === user)?.[0];

  /** The user of the account that `matches`, if this person may be it. */
  const find = async (
    person: string,
    matches: (user: { readonly id: string; readonly email: string }) => boolean,
    asked: string,
  ): Promise<Result<PagerDutyIdentity>> => {
    const users = await parts.users();
    if (!users.ok) return users;
    const user = users.value.find(matches);
    if (!user) {
      return refuse('pagerduty/no-user', `PagerDuty has no user ${asked}. Give the one that it has.`);
    }
    const said = people().byId(person)?.pagerduty;
    if (said !== undefined && said !== user.id) {
      return refuse(
        'pagerduty/another-user',
        `muster.yaml says that ${parts.nameOf(person)} is PagerDuty’s ${said}, and this is ${user.id}. Correct one of them.`,
      );
    }
    const taken = await personOf(user.id);
    if (taken !== undefined && taken !== person) {
      return refuse(
        'pagerduty/taken',
        `${parts.nameOf(taken)} has shown to be that PagerDuty user. An administrator can take that back: /muster pagerduty unlink.`,
      );
    }
    return ok({ user: user.id, email: user.email });
  };

  return {
    personOf,
    all: verified,
    of: async (person: string): Promise<PagerDutyIdentity | undefined> => (await verified()).get(person),

    /** Sends a code to that address, or to the one that muster.yaml has. Resolves with where it went. */
    async link(person: string, address: string | undefined, cause: Cause): Promise<Result<PagerDutyIdentity>> {
      const known = people().byId(person);
      const email = address ?? known?.email;
      if (email === undefined && known?.pagerduty === undefined) {
        return refuse('pagerduty/no-address', 'Say with email: the address that you log in to PagerDuty with.');
      }
      const found = await find(
        person,
        (user) =>
          email === undefined ? user.id === known?.pagerduty : user.email.toLowerCase() === email.toLowerCase(),
        email === undefined ? (known?.pagerduty ?? '') : `with the address ${email}`,
      );
      if (!found.ok) return found;
      const sent = await verifications.send(claimOf(person, found.value), cause);
      return sent.ok ? found : sent;
    },

    async verify(person: string, code: string, cause: Cause): Promise<Result<PagerDutyIdentity>> {
      const confirmed = await verifications.confirm(person, code, cause, KIND);
      return confirmed.ok ? ok(identityOf(confirmed.value)) : confirmed;
    },

    /** By an administrator's word: `user` is PagerDuty's id or the address of a user. */
    async map(person: string, user: string, cause: Cause): Promise<Result<PagerDutyIdentity>> {
      const wanted = user.trim().toLowerCase();
      const found = await find(
        person,
        ({ id, email }) => id.toLowerCase() === wanted || email.toLowerCase() === wanted,
        user,
      );
      if (!found.ok) return found;
      const done = await verifications.vouch(claimOf(person, found.value), cause);
      return done.ok ? found : done;
    },

    /** All that was ever verified of this person. Refuses `verification/none`. */
    async unlink(person: string, cause: Cause): Promise<Result<null>> {
      const claims = Object.values(await verifications.state()).filter(
        ({ claim, verifiedAt }) => claim.kind === KIND && claim.person === person && verifiedAt !== null,
      );
      if (claims.length === 0) {
        return refuse('verification/none', `${parts.nameOf(person)} is not linked to PagerDuty.`);
      }
      for (const [n, { claim }] of claims.entries()) {
        const done = await verifications.withdraw(claim, {
          ...cause,
          causeId: n === 0 ? cause.causeId : `${cause.causeId}:${n}`,
        });
        if (!done.ok) return done;
      }
      return ok(null);
    },
  };
}

/** The sentence for somebody of whom nothing is verified. */
export const unlinked = (name: string): string =>
  `${name} is not linked to a PagerDuty user, and Muster does not guess: /muster pagerduty link does it.`;
