import { instantText } from '../../base/instant-text.ts';
import { busyWith, current, lockAt, type Register } from '../register.ts';
import { shortCommit, versionText } from '../deploys/version-text.ts';
import { type Override, type Plan, deployKey } from '../run.ts';
import type { Facts } from './facts.ts';
import { heldBy } from './lock-rules.ts';

/** Something that stands between a plan and its run. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  /** What may be passed over with a recorded reason; absent: nothing helps but waiting or changing the request. */
  readonly overridable?: Override['what'];
  readonly detail?: string;
}

/** Everything that stands in a deploy's way, in the order in which people should be told. Pure. */
export function obstaclesOf(
  register: Register,
  plan: Plan,
  facts: Facts,
  by: { readonly person: string; readonly run: string | null; readonly now: number },
): readonly Obstacle[] {
  const { deploy } = plan;
  if (!deploy) return [];
  const key = deployKey(deploy.app, deploy.environment);
  const place = `${deploy.app} ${deploy.environment}`;
  const obstacles: Obstacle[] = [];

  const lock = lockAt(register, key, by.now);
  if (
    lock &&
    (lock.owner !== by.person || lock.cause === 'rollback') &&
    !(deploy.rollback && lock.cause === 'rollback')
  )
    obstacles.push({
      code: 'deploy/locked',
      message: heldBy(deploy, lock),
    });

  const busy = busyWith(register, plan.target).filter(({ id }) => id !== by.run);
  if (busy[0])
    obstacles.push({
      code: 'deploy/busy',
      message:
        busy[0].state === 'unknown'
          ? `Nobody knows yet how the last deploy of ${place} ended: check, then say what happened with its buttons (/deploy status).`
          : `${busy[0].plan.summary} is under way. Wait for it, or get into the queue with /deploy queue.`,
    });

  if (!deploy.rollback && facts.before !== null) {
    const there = register.deployed[deployKey(deploy.app, facts.before)] ?? [];
    if (!there.some(({ commit, rolledBack }) => commit === deploy.commit && !rolledBack))
      obstacles.push({
        code: 'deploy/out-of-order',
        message:
          `${versionText(deploy.ref, deploy.commit)} was never deployed to ${facts.before}, which comes before ${deploy.environment}: ` +
          `/deploy start app:${deploy.app} env:${facts.before} ref:${shortCommit(deploy.commit)} first.`,
        overridable: 'order',
        detail: `${versionText(deploy.ref, deploy.commit)} has not been on ${facts.before}`,
      });
  }

  if (!deploy.rollback && facts.redChecks.length > 0) {
    const list = facts.redChecks.map(({ name, state }) => `${name} is ${state}`).join(', ');
    obstacles.push({
      code: 'deploy/checks',
      message: `Not everything is green on ${versionText(deploy.ref, deploy.commit)}: ${list}. Wait for it, or choose another commit.`,
      overridable: 'checks',
      detail: list,
    });
  }

  const freeze = facts.freezes[0];
  if (!deploy.rollback && freeze)
    obstacles.push({
      code: 'deploy/frozen',
      message: `${place} is frozen until ${instantText(freeze.until)} (${freeze.name}: ${freeze.reason}). With deploys.override, \`override:\` and a reason pass over it.`,
      overridable: 'freeze',
      detail: freeze.name,
    });

  const incident = facts.incidents[0];
  if (!deploy.rollback && incident)
    obstacles.push({
      code: 'deploy/incident',
      message: `Incident ${incident.number} of ${plan.service ?? deploy.app} is open: deploys wait until it is resolved. A rollback is possible; with deploys.override, \`override:\` and a reason pass over it.`,
      overridable: 'incident',
      detail: `incident ${incident.number}`,
    });

  if (
    !deploy.rollback &&
    current(register, key)?.commit === deploy.commit &&
    !register.failed[key] &&
    plan.retryOf === null
  )
    obstacles.push({
      code: 'deploy/same',
      message: `${shortCommit(deploy.commit)} is what ${place} runs already: nothing to do.`,
    });
  return obstacles;
}

/** What may be gone by the time that a deploy is planned for: said when it is planned, and in its way only when it is due. */
const MAY_PASS: ReadonlySet<string> = new Set([
  'deploy/locked',
  'deploy/busy',
  'deploy/out-of-order',
  'deploy/checks',
  'deploy/incident',
]);

export const mayPass = ({ code }: Obstacle, plan: Pick<Plan, 'startAt'>, now: number): boolean =>
  plan.startAt !== null && now < plan.startAt && MAY_PASS.has(code);

/** The part of the fingerprint that the register knows. */
export function registerFingerprint(register: Register, plan: Plan, now: number): Readonly<Record<string, string>> {
  if (!plan.deploy) return {};
  const key = deployKey(plan.deploy.app, plan.deploy.environment);
  const lock = lockAt(register, key, now);
  const deployed = current(register, key)?.commit ?? 'nothing';
  // Until a planned deploy is due, locks come and go: whether one is in its way is found out then.
  return plan.startAt === null ? { deployed, lock: lock ? `${lock.owner}, ${lock.cause}` : 'free' } : { deployed };
}

const PART_NAMES: Readonly<Record<string, string>> = {
  commit: 'the ref now points to another commit',
  deployed: 'another version was deployed meanwhile',
  lock: 'the lock changed hands',
  state: 'the target’s state is not what it was',
  configuration: 'muster.yaml describes it differently now',
};

/** What differs between what was confirmed and what is, in words; empty when nothing does. */
export function changedSince(
  confirmed: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  const parts = new Set([...Object.keys(confirmed), ...Object.keys(now)]);
  return [...parts]
    .filter((part) => confirmed[part] !== now[part])
    .map((part) => PART_NAMES[part] ?? `${part} changed`);
}
