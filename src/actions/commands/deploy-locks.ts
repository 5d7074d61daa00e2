import { maskText } from '../../base/masking.ts';
import { type Result, ok } from '../../base/result.ts';
import { instant, person, rich, strong } from '../../base/rich-text.ts';
import { mayDo } from '../../catalog/viewer.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { choice, text, yesNo } from '../../commands/options.ts';
import { findPlace } from '../configured.ts';
import { joinQueue, leaveQueue } from '../decide/lock-queue.ts';
import { releaseLock, takeLock } from '../decide/locks.ts';
import { type ActionsParts, changeRegister, lockRules, personOf, registerOf } from '../parts.ts';
import { lockAt } from '../register.ts';
import { deployKey } from '../run.ts';
import { appOption, durationOption, requiredEnvironmentOption } from './options.ts';

export const deployLockCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy lock',
    summary: 'Keep others from deploying to an environment',
    details: 'Without `for` the lock stays until you give it back, and you are reminded of it.',
    examples: ['/deploy lock app:shop env:staging reason:Load test for:2h'],
    permission: 'deploys.lock',
    risk: 'change',
    options: {
      app: appOption(parts),
      env: requiredEnvironmentOption(parts),
      reason: text({ description: 'Why', required: true, most: 300 }),
      for: durationOption('How long: 30 min, 2h, 1d'),
      take_over: yesNo({ description: 'Although somebody else holds it; they are told' }),
    },
    async run({ app, env, reason, for: durationMs, take_over }, context): Promise<Result<Reply>> {
      const place = findPlace(parts.config(), app, env);
      if (!place.ok) return place;
      const request = {
        app,
        environment: env,
        owner: personOf(context),
        reason,
        durationMs: durationMs ?? null,
        takeOver: take_over ?? false,
      };
      const taken = await changeRegister(parts, context.cause, takeLock(request, lockRules(parts)));
      if (!taken.ok) return taken;
      const { from } = taken.value.answer;
      return ok(
        say(
          paragraph(
            rich`${strong(`${app} ${env}`)} is locked by ${person(request.owner)}: ${maskText(reason, parts.secrets).value}${
              durationMs === undefined ? '' : rich` (until ${instant(context.now + durationMs, 'date-time')})`
            }${from === null ? '' : rich`. It was ${person(from)}’s, who has been told`}`,
          ),
        ),
      );
    },
  });

export const deployUnlockCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy unlock',
    summary: 'Let others deploy again',
    details: 'After a rollback a reason is needed: what was wrong, and why it may be deployed to again.',
    examples: ['/deploy unlock app:shop env:production reason:The migration was fixed in v1.4.3'],
    permission: 'deploys.lock',
    risk: 'change',
    options: {
      app: appOption(parts),
      env: requiredEnvironmentOption(parts),
      reason: text({ description: 'Why it may be deployed to again', most: 500 }),
    },
    async run({ app, env, reason }, context): Promise<Result<Reply>> {
      const request = {
        app,
        environment: env,
        person: personOf(context),
        reason: reason ?? null,
        mayOverride: mayDo(context.viewer, 'deploys.override'),
      };
      return unlockPlace(parts, request, context);
    },
  });

export async function unlockPlace(
  parts: ActionsParts,
  request: Parameters<typeof releaseLock>[0],
  context: Pick<CommandContext, 'cause'>,
): Promise<Result<Reply>> {
  const released = await changeRegister(parts, context.cause, releaseLock(request, lockRules(parts)));
  if (!released.ok) return released;
  const place = strong(`${request.app} ${request.environment}`);
  const { next } = released.value.answer;
  return ok(
    say(paragraph(next === null ? rich`${place} is free.` : rich`${place} is free: it is ${person(next)}’s turn.`)),
  );
}

export const deployQueueCommand = (parts: ActionsParts) =>
  defineCommand({
    name: 'deploy queue',
    summary: 'Wait for an environment, or see who waits',
    examples: ['/deploy queue app:shop env:staging', '/deploy queue app:shop env:staging do:show'],
    permission: 'deploys.lock',
    risk: 'change',
    options: {
      app: appOption(parts),
      env: requiredEnvironmentOption(parts),
      do: choice(['join', 'leave', 'show'], { description: 'join (default), leave or show' }),
    },
    async run({ app, env, do: what = 'join' }, context): Promise<Result<Reply>> {
      const place = findPlace(parts.config(), app, env);
      if (!place.ok) return place;
      const request = { app, environment: env, person: personOf(context) };
      if (what === 'leave') {
        const left = await changeRegister(parts, context.cause, leaveQueue(request));
        return left.ok ? ok(say(paragraph([`You no longer wait for ${app} ${env}.`]))) : left;
      }
      if (what === 'show') return showQueue(parts, app, env);
      const joined = await changeRegister(parts, context.cause, joinQueue(request, lockRules(parts)));
      if (!joined.ok) return joined;
      const { place: position } = joined.value.answer;
      return ok(
        say(
          paragraph([
            position === 0
              ? `${app} ${env} is free, and now locked for you: deploy.`
              : `You are ${ordinal(position)} for ${app} ${env}; I tell you when it is your turn.`,
          ]),
        ),
      );
    },
  });

async function showQueue(parts: ActionsParts, app: string, env: string): Promise<Result<Reply>> {
  const register = await registerOf(parts);
  const key = deployKey(app, env);
  const lock = lockAt(register, key, parts.clock.now());
  const waiting = register.queues[key] ?? [];
  const planned = Object.values(register.runs)
    .filter(({ state, plan }) => state === 'planned' && plan.target === `deploy:${key}`)
    .sort((a, b) => (a.plan.startAt ?? 0) - (b.plan.startAt ?? 0));
  const held = lock ? rich`Held by ${person(lock.owner)}: ${lock.reason}.` : ['Nobody holds it.'];
  return ok(
    say({
      title: [`${app} ${env}`],
      blocks: [
        { type: 'text', text: held },
        ...(waiting.length === 0
          ? []
          : [
              {
                type: 'list' as const,
                ordered: true as const,
                items: waiting.map(({ person: id, since }) => rich`${person(id)} since ${instant(since, 'relative')}`),
              },
            ]),
        ...(planned.length === 0
          ? []
          : [
              { type: 'heading' as const, text: 'Planned' },
              {
                type: 'list' as const,
                items: planned.map(
                  ({ plan, askedBy }) =>
                    rich`${instant(plan.startAt ?? 0, 'date-time')}: ${strong(plan.summary)}, asked by ${person(askedBy)}`,
                ),
              },
            ]),
      ],
    }),
  );
}

const ordinal = (position: number): string =>
  ['next', 'second', 'third', 'fourth', 'fifth'][position - 1] ?? `number ${position}`;
