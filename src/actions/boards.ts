import type { Result } from '../base/result.ts';
import type { Message } from '../commands/message.ts';
import { ok } from '../base/result.ts';
import type { Effect } from '../timeline/effect.ts';
import { cardChannelOf } from './card-channel.ts';
import { runCard } from './cards/run-card.ts';
import { runCardPosted } from './entries/run-entries.ts';
import type { Executor } from './execute.ts';
import { runIdOf } from './execution/run-id-of.ts';
import { type ActionsParts, changeRegister, ownCause, registerOf } from './parts.ts';
import { goesBackTo, rollbackThatLocks } from './register.ts';
import { deployKey } from './run.ts';
import { runsProjection } from './runs-projection.ts';

/** The card of a run, drawn when it is about to be sent. */
export function createBoards(parts: ActionsParts, executor: Executor) {
  return {
    async read(
      effect: Effect,
    ): Promise<{ channel: string; messageId: string | null; message: Message; pin: boolean } | undefined> {
      const id = runIdOf(effect);
      const row = await parts.store.projected(runsProjection, id);
      if (!row) return undefined;
      const channel = row.card?.channel ?? cardChannelOf(parts, row.plan);
      if (channel === null) return undefined;
      const register = await registerOf(parts);
      const { deploy } = row.plan;
      const key = deploy && deployKey(deploy.app, deploy.environment);
      const locks = key !== null && rollbackThatLocks(register, key, parts.clock.now()) === id;
      const goesBack = key !== null && goesBackTo(register, key) !== undefined;
      return {
        channel,
        messageId: row.card?.message ?? null,
        message: runCard(row, register.runs[id], executor.outputOf(id), { locks, goesBack }),
        pin: false,
      };
    },

    posted: (effect: Effect, channel: string, message: string): Promise<Result<unknown>> => {
      const run = runIdOf(effect);
      const entry = runCardPosted({ run, channel, message }, { subject: { kind: 'run', id: run } });
      return changeRegister(parts, ownCause(`effect:${effect.id}:posted`, effect.id), () =>
        ok({ entries: [entry], answer: null }),
      );
    },
  };
}
