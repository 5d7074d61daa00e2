import { runOf } from './register.ts';
import type { Refusal, Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { mayDo } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import { type Confirmed, confirmRun } from './decide/confirm-run.ts';
import { NO_FACTS } from './decide/facts.ts';
import { type Requested, requestRun } from './decide/request-run.ts';
import { lookUpFacts } from './look-up-facts.ts';
import { type ActionsParts, allowed, changeRegister, personOf, registerOf, streamsOf } from './parts.ts';
import type { Plan } from './run.ts';

/** A plan that somebody asks for: looked at, decided on, recorded; also when it is refused. */
export async function askFor(
  parts: ActionsParts,
  plan: Plan,
  context: CommandContext,
  options: { readonly override: string | null; readonly confirmWithinMs: number },
): Promise<Result<Requested>> {
  const permitted = allowed(context, plan.permission);
  const looked = permitted.ok ? await lookUpFacts(parts, plan) : undefined;
  const refusal: Refusal | undefined = !permitted.ok
    ? permitted.refusal
    : looked && !looked.ok
      ? looked.refusal
      : undefined;
  const committed = await changeRegister(
    parts,
    context.cause,
    requestRun({
      plan,
      facts: looked?.ok ? looked.value : NO_FACTS,
      person: personOf(context),
      override: options.override,
      mayOverride: mayDo(context.viewer, 'deploys.override'),
      confirmWithinMs: options.confirmWithinMs,
      streams: await streamsOf(parts, plan),
      ...(refusal && { refusal }),
    }),
  );
  return committed.ok ? ok(committed.value.answer) : committed;
}

/** Somebody confirms or approves: looked at again, then decided. */
export async function confirm(parts: ActionsParts, run: string, context: CommandContext): Promise<Result<Confirmed>> {
  const current = runOf(await registerOf(parts), run);
  const looked = current ? await lookUpFacts(parts, current.plan) : ok(NO_FACTS);
  if (!looked.ok) return looked;
  const committed = await changeRegister(
    parts,
    context.cause,
    confirmRun({
      run,
      person: personOf(context),
      mayRun: current !== undefined && mayDo(context.viewer, current.plan.permission),
      mayApprove: mayDo(context.viewer, 'actions.approve'),
      facts: looked.value,
      streams: current ? await streamsOf(parts, current.plan) : [],
    }),
  );
  return committed.ok ? ok(committed.value.answer) : committed;
}
