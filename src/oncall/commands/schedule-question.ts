import type { z } from 'zod';
import type { Json } from '../../base/canonical-json.ts';
import { newId } from '../../base/ids.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Block, type Reply, paragraph, whisper } from '../../commands/message.ts';
import { ownDraft } from '../../commands/own-draft.ts';
import type { OfferedShift } from '../living/entries.ts';
import { shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import type { Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { MOST_CHOICES, findSchedule } from './named.ts';

const GONE = 'This question is gone: it was answered, or is older than a day. Type the command again.';

/**
 * Where a command could mean several schedules, one chooses instead of typing it all again. What else was said is kept
 * for a day: a menu's id holds 100 characters.
 */
export function scheduleQuestion<G extends Json>(
  parts: OnCallParts,
  options: Pick<ActionDeclaration, 'action' | 'summary' | 'permission' | 'risk'> & {
    readonly given: z.ZodType<G>;
    readonly run: (given: G, schedule: Schedule, context: CommandContext) => Promise<Result<Reply>>;
  },
) {
  const { given: schema, run, ...declared } = options;
  const asked = ownDraft(declared.action, schema);
  const action: ActionDeclaration = {
    ...declared,
    async run([id = ''], fields, context) {
      const given = await asked.read(parts.store, id, context);
      if (given === undefined) return refuse('draft/gone', GONE);
      const found = findSchedule((await parts.roster()).schedules, fields['chosen']?.[0] ?? '');
      if (!found.ok) return found;
      const answer = await run(given, found.value, context);
      if (answer.ok) await parts.store.takeDraft(id, context.now);
      return answer;
    },
  };

  /** The menu, under what is to be known before one chooses. */
  const ask = async (choose: readonly Choice[], blocks: readonly Block[], given: G, context: CommandContext) => {
    const id = newId(context.now);
    await asked.keep(parts.store, id, given, context);
    const menu = { action: declared.action, args: [id], placeholder: 'Choose a schedule …' };
    return ok(whisper({ blocks, menus: [{ ...menu, choose: choose.slice(0, MOST_CHOICES) }] }));
  };

  return {
    action,
    /** With each schedule it says who is on call in it at that time. */
    async ask(schedules: readonly Schedule[], given: G, during: Span, context: CommandContext): Promise<Result<Reply>> {
      const roster = await parts.roster();
      const choose = schedules.map(({ name }): Choice => {
        const shifts = roster.final(name, during, context.now)?.shifts ?? [];
        const people = [...new Set(shifts.map(({ user }) => parts.nameOf(parts.people().byKey(user)?.id ?? user)))];
        return { label: name, value: name, description: (people.join(', ') || 'nobody is on call then').slice(0, 100) };
      });
      return ask(choose, paragraph(['Which schedule do you mean?']).blocks, given, context);
    },
    /** Of shifts in several schedules: times belong into the message, where each reader sees their own. */
    async askShift(shifts: readonly OfferedShift[], given: G, context: CommandContext): Promise<Result<Reply>> {
      const list: Block = { type: 'list', items: shifts.slice(0, MOST_CHOICES).map(shiftWords) };
      const choose = shifts.map(({ schedule }): Choice => ({ label: schedule, value: schedule }));
      return ask(choose, [...paragraph(['Which shift do you mean?']).blocks, list], given, context);
    },
  };
}

type Choice = { readonly label: string; readonly value: string; readonly description?: string };
