import { z } from 'zod';
import { ok } from '../../base/result.ts';
import type { EffectDraft, EffectHandlers } from '../../timeline/effect.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { retryParked } from '../../timeline/retry-effect.ts';
import { effectCause } from '../paging/page-handlers.ts';
import type { OnCallParts } from '../parts.ts';
import { onCallRegister } from './register.ts';

/** What Discord was told last: who loses a role, and what muster.yaml does not keep any more, is known by it. */
const MIRRORED = 'oncall.mirrored';
const mirroredSchema = z.object({
  /** Discord ids, by the role's. */
  roles: z.record(z.string(), z.array(z.string())),
  /** By the channel's id. */
  topics: z.record(z.string(), z.string()),
});
type Mirrored = z.infer<typeof mirroredSchema>;
const NOTHING: Mirrored = { roles: {}, topics: {} };
const payloadSchema = z.object({ all: z.boolean() });

export async function toldLast(store: OnCallParts['store']): Promise<Mirrored> {
  const kept = await store.setting(MIRRORED);
  return kept === undefined ? NOTHING : mirroredSchema.parse(JSON.parse(kept));
}

const TOPIC_EVERY_MS = 300_000;

/** Role and topic follow. In one lane, because schedules may share a role, and what was told last is kept for all of them. */
const follow = (all: boolean): EffectDraft => ({
  kind: 'oncall.mirror',
  lane: 'oncall:mirror',
  key: all ? 'oncall:mirror:all' : 'oncall:mirror',
  stream: ORGANISATION,
  payload: { all },
});

/** After a change of who is on call. */
export const armMirrors = (parts: Pick<OnCallParts, 'config'>): EffectDraft[] =>
  Object.keys(parts.config().mirrors).length > 0 ? [follow(false)] : [];

/** At start, after a reload and after a change by hand: that is put right, and what is not kept any more is let go. */
export const armAllMirrors = async (parts: Pick<OnCallParts, 'config' | 'store'>): Promise<EffectDraft[]> =>
  Object.keys(parts.config().mirrors).length > 0 || (await parts.store.setting(MIRRORED)) !== undefined
    ? [follow(true)]
    : [];

/** The Discord roles and channel topics that muster.yaml wants kept equal to who is on call (`oncall.mirrors`). */
export const mirrorHandlers = (parts: OnCallParts): EffectHandlers => ({
  async 'oncall.mirror'(effect) {
    const { all } = payloadSchema.parse(effect.payload);
    const before = await toldLast(parts.store);
    const wanted = await wantedNow(parts);
    const effects = [...(await roles(parts, before, wanted, all)), ...(await topics(parts, before, wanted, all))];
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, effectCause(effect), () =>
      ok({ entries: [], effects, answer: null }),
    );
    if (!done.ok) return { outcome: 'retry', reason: done.refusal.message };
    // What Discord refused (a permission was missing) may go well by now, and what was wanted then is not wanted any more.
    for (const { key } of effects) if (key !== undefined) await retryParked(parts, key, effectCause(effect));
    await parts.store.setSetting(MIRRORED, JSON.stringify(wanted));
    return { outcome: 'done' };
  },
});

/** A role of several schedules is held by everybody who is on call in any of them; a topic of several names all of them. */
async function wantedNow(parts: OnCallParts): Promise<Mirrored> {
  const roster = await parts.roster();
  const now = parts.clock.now();
  const roles = new Map<string, Set<string>>();
  const topics = new Map<string, string[]>();
  for (const [schedule, { role, topic }] of Object.entries(parts.config().mirrors)) {
    const here = roster.at(schedule, now).map(({ user }) => user);
    if (role !== undefined) {
      const ids = here.flatMap((key) => parts.people().byKey(key)?.discord ?? []);
      roles.set(role, new Set([...(roles.get(role) ?? []), ...ids]));
    }
    if (topic !== undefined) {
      const nameOf = await parts.namesOf(here);
      const words = `On call (${schedule}): ${here.map(nameOf).join(', ') || 'nobody'}`;
      topics.set(topic, [...(topics.get(topic) ?? []), words]);
    }
  }
  return {
    roles: Object.fromEntries([...roles].map(([role, holders]) => [role, [...holders].sort()])),
    topics: Object.fromEntries([...topics].map(([channel, words]) => [channel, words.join(' · ')])),
  };
}

const askedSchema = z.object({
  holders: z.array(z.string()).default([]),
  topic: z.string().optional(),
  formerly: z.array(z.string()).default([]),
});

/**
 * What Discord may still show of what was asked for before: while it is away, one change takes the place of another that
 * waits, and what that one was to take away would stay for good. The last that was done shows what it gave and nothing else.
 */
async function mayStand(
  { store }: Pick<OnCallParts, 'store'>,
  key: string,
  told: readonly string[],
): Promise<readonly string[]> {
  const asked = await store.effects({ key, limit: 1000 }); // the oldest first
  const last = asked.findLastIndex(({ state }) => state === 'done');
  const stands = asked.slice(Math.max(last, 0)).flatMap(({ state, payload }) => {
    const { holders, topic, formerly } = askedSchema.parse(payload);
    return [...holders, ...(topic === undefined ? [] : [topic]), ...(state === 'done' ? [] : formerly)];
  });
  return [...new Set([...told, ...stands])].sort();
}

async function roles(
  parts: Pick<OnCallParts, 'store'>,
  before: Mirrored,
  wanted: Mirrored,
  all: boolean,
): Promise<EffectDraft[]> {
  const sync = async (role: string, holders: readonly string[], others: 'lose' | 'keep'): Promise<EffectDraft> => {
    const key = `oncall:role:${role}`;
    const formerly = await mayStand(parts, key, before.roles[role] ?? []);
    return {
      kind: 'role.sync',
      lane: key,
      key,
      payload: { role, holders: [...holders], formerly: [...formerly], others },
    };
  };
  return Promise.all([
    ...Object.entries(wanted.roles)
      .filter(([role, holders]) => all || before.roles[role]?.join() !== holders.join())
      .map(([role, holders]) => sync(role, holders, 'lose')),
    // From now on it is nobody's business but the server's who else has it.
    ...Object.keys(before.roles)
      .filter((role) => !(role in wanted.roles))
      .map((role) => sync(role, [], 'keep')),
  ]);
}

async function topics(
  parts: Pick<OnCallParts, 'store'>,
  before: Mirrored,
  wanted: Mirrored,
  all: boolean,
): Promise<EffectDraft[]> {
  const set = async (channelId: string, topic: string | undefined): Promise<EffectDraft> => {
    const key = `oncall:topic:${channelId}`;
    const told = before.topics[channelId];
    const formerly = (await mayStand(parts, key, told === undefined ? [] : [told])).filter((words) => words !== '');
    return {
      kind: 'channel.topic',
      lane: key,
      key,
      minIntervalMs: TOPIC_EVERY_MS,
      payload: {
        channelId,
        topic: topic ?? '',
        formerly: [...formerly],
        others: topic === undefined ? 'keep' : 'lose',
      },
    };
  };
  return Promise.all([
    ...Object.entries(wanted.topics)
      .filter(([channel, topic]) => all || before.topics[channel] !== topic)
      .map(([channel, topic]) => set(channel, topic)),
    ...Object.keys(before.topics)
      .filter((channel) => !(channel in wanted.topics))
      .map((channel) => set(channel, undefined)),
  ]);
}
