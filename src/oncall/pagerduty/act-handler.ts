import { failpoint } from '../../base/failpoint.ts';
import { type Refusal, type Result, ok } from '../../base/result.ts';
import type { Effect, EffectHandlers, EffectOutcome } from '../../timeline/effect.ts';
import { effectCause } from '../paging/page-handlers.ts';
import { type Act, actSchema } from './act.ts';
import { type CarriedPage, carriedPage } from './carried-page.ts';
import { decideEnded } from './decide-carried.ts';
import type { Operation, pagerDutyActionEnded } from './entries.ts';
import { type PagerDutyIdentity, unlinked } from './identity.ts';
import { saidOf } from './open-incident.ts';
import { OFF, type PagerDutyAccount, type PagerDutyParts } from './parts.ts';
import { retryAtOf } from './request.ts';
import { takeBackWhenGone } from './take-back.ts';

type Ended = Parameters<typeof pagerDutyActionEnded>[0];

/** What somebody did, for the note that is left when it cannot be done in their name. */
const WORDS: Readonly<Record<Operation, string>> = {
  acknowledge: 'acknowledged this',
  resolve: 'resolved this',
  reassign: 'wanted to reassign this',
  escalate: 'wanted to escalate this',
  snooze: 'put this off',
  merge: 'merged another page into this',
  note: 'wrote',
  'status-update': 'wrote as a status update',
  responders: 'asked for more responders',
  raise: 'says that this is urgent now',
};
/** Their words would tell of a private incident. */
const WORDY: ReadonlySet<Operation> = new Set(['note', 'status-update']);
/** It was done before: by an attempt whose answer was lost, or by somebody there. */
const DONE_ALREADY: Readonly<Partial<Record<Operation, string>>> = {
  acknowledge: 'pagerduty/acknowledged',
  resolve: 'pagerduty/resolved',
};
/** Doing these again cannot be told from doing them once. */
const REPEATS_SHOW: ReadonlySet<Operation> = new Set(['status-update', 'responders']);

const TRANSIENT: ReadonlySet<string> = new Set(['pagerduty/unreachable', 'pagerduty/rate-limit', 'pagerduty/changed']);

/**
 * `pagerduty.act`: what somebody did in Muster is done in PagerDuty under their own address. Never under the bot’s:
 * acknowledging so would assign the incident to it. Of whom nothing is verified, a note is left, and the channel reads why.
 */
export function actHandlers(parts: PagerDutyParts): EffectHandlers {
  const { timeline, account, identities } = parts;

  const end = async (effect: Effect, ended: Ended): Promise<EffectOutcome> => {
    const done = await timeline.change(effect.stream, carriedPage, effectCause(effect), (state) =>
      decideEnded(effect.stream, state, ended),
    );
    return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
  };

  const again = async (effect: Effect, refusal: Refusal): Promise<EffectOutcome> => {
    const { code, message: reason } = refusal;
    const at = retryAtOf(refusal);
    if (at !== undefined) return { outcome: 'retry', reason, at, waits: true };
    if (code === 'pagerduty/unreachable') await takeBackWhenGone(parts, effect, reason);
    return { outcome: 'retry', reason };
  };

  return {
    async 'pagerduty.act'(effect) {
      const parsed = actSchema.safeParse(effect.payload);
      if (!parsed.success)
        return { outcome: 'park', reason: 'Its payload is not what pagerduty.act takes. This is a bug.' };
      const wanted = parsed.data;
      const { operation, by } = wanted;
      const state = await timeline.state(effect.stream, carriedPage);
      const { incident } = state;
      // Never opened there: acknowledged or resolved before that, or Muster pages by itself.
      if (!incident) return { outcome: 'done' };
      const possibleRepeat = effect.attempts > 1 && REPEATS_SHOW.has(operation);
      const blank: Ended = { operation, by, from: null, result: 'refused', detail: null, possibleRepeat };
      if (!account) return end(effect, { ...blank, detail: OFF });

      const said = await saidOf(parts, state.page);
      if (said.private && WORDY.has(operation)) {
        return end(effect, {
          ...blank,
          result: 'kept-back',
          detail: 'the incident is private, and PagerDuty learns nothing but its number',
        });
      }
      const identity = await identities.of(by);
      const own = parts.config().pagerduty.from;
      // Whom it would assign the incident to has to be a person: no machine acknowledges, in whatever name.
      const asOwn = wanted.machine && operation !== 'acknowledge' && own !== undefined;
      if (!identity && !asOwn) {
        const sentence = wanted.machine ? untold(by, operation) : unlinked(parts.nameOf(by));
        if (own === undefined || said.private) return end(effect, { ...blank, result: 'noted', detail: sentence });
        const words = wanted.text !== undefined && WORDY.has(operation) ? `: ${wanted.text}` : '.';
        const note = wanted.machine
          ? `${by} ${WORDS[operation]}. It is no person, so nobody has it yet.`
          : `${parts.nameOf(by)} ${WORDS[operation]} in Muster${words} They are not linked to a PagerDuty user.`;
        const left = await leaveNote(account, incident.id, note, own, effect.attempts);
        if (!left.ok && TRANSIENT.has(left.refusal.code)) return again(effect, left.refusal);
        return end(effect, { ...blank, from: own, result: 'noted', detail: sentence });
      }
      const from = identity?.email ?? own ?? '';
      failpoint('pagerduty.act.before-send');
      const done = await carryOut(
        account,
        state,
        incident.id,
        wanted,
        { identity, from, said: said.title },
        effect.attempts,
      );
      failpoint('pagerduty.act.after-send');
      if (done.ok || done.refusal.code === DONE_ALREADY[operation])
        return end(effect, { ...blank, from, result: 'done' });
      const { code, message } = done.refusal;
      return TRANSIENT.has(code) ? again(effect, done.refusal) : end(effect, { ...blank, from, detail: message });
    },
  };
}

const untold = (machine: string, operation: Operation): string =>
  operation === 'acknowledge'
    ? `${machine} ${WORDS[operation]}, and is no person to whom PagerDuty could assign it: it pages on until somebody has it.`
    : `PagerDuty was not told that ${machine} ${WORDS[operation]}: set oncall: { pagerduty: { from: … } } in muster.yaml.`;

/** Once, also when the answer to the first attempt was lost. */
async function leaveNote(
  account: PagerDutyAccount,
  incident: string,
  text: string,
  from: string,
  attempts: number,
): Promise<Result<unknown>> {
  if (attempts > 1) {
    const notes = await account.incidents.notes(incident);
    if (!notes.ok) return notes;
    if (notes.value.includes(text)) return ok(null);
  }
  return account.client.note(incident, text, from);
}

async function carryOut(
  { client, ...account }: PagerDutyAccount,
  state: CarriedPage,
  id: string,
  wanted: Act,
  who: { readonly identity: PagerDutyIdentity | undefined; readonly from: string; readonly said: string },
  attempts: number,
): Promise<Result<unknown>> {
  const { from } = who;
  const text = wanted.text ?? '';
  switch (wanted.operation) {
    case 'acknowledge':
      return client.acknowledge(id, from);
    case 'resolve':
      return client.resolve(id, from);
    case 'reassign':
      return wanted.policy === undefined
        ? client.reassign(id, wanted.people ?? [], from)
        : client.reassignToPolicy(id, wanted.policy, from);
    case 'escalate':
      return client.escalate(id, state.level + 1, from);
    case 'raise':
      return client.raise(id, who.said, from);
    case 'snooze':
      return client.snooze(id, Math.round((wanted.durationMs ?? 0) / 1000), from);
    case 'merge':
      return client.merge(id, wanted.incidents ?? [], from);
    case 'note':
      return leaveNote({ client, ...account }, id, text, from, attempts);
    case 'status-update':
      return client.statusUpdate(id, text, from);
    case 'responders':
      return client.requestResponders(id, who.identity?.user ?? '', wanted.people ?? [], text === '' ? who.said : text);
  }
}
