import { type Result, ok } from '../../base/result.ts';
import { type RichText, joined, person, rich, strong } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Message, type Reply, paragraph, say, updateMessage } from '../../commands/message.ts';
import type { Living } from '../living/overrides.ts';
import { acceptedMessage, settledMessage } from '../living/request-message.ts';
import { isOneOf } from '../living/stand-in.ts';
import type { OnCallParts } from '../parts.ts';
import { overrideWords } from './change-words.ts';
import { unknownPerson } from './named.ts';
import { shown } from '../living/shown.ts';

const by = (parts: OnCallParts, { viewer }: CommandContext): RichText => {
  const known = parts.people().byId(viewer.id);
  return known ? shown(known.key, parts) : [person(viewer.id)];
};

type Pressed = { readonly id: string; readonly answer: (message: Message) => Result<Reply> };

export function requestActions(parts: OnCallParts, living: Living): readonly ActionDeclaration[] {
  const action = (
    name: string,
    summary: string,
    run: (pressed: Pressed, key: string, context: CommandContext) => Promise<Result<Reply>>,
  ): ActionDeclaration => ({
    action: name,
    summary,
    permission: 'oncall.override',
    risk: 'change',
    async run(args, fields, context) {
      const me = parts.people().byId(context.viewer.id);
      const chosen = fields['chosen']?.[0];
      // Under a request its buttons stand, and it takes their answer's shape; a list's menu is answered by a message.
      const pressed: Pressed =
        chosen === undefined
          ? { id: args.at(-1) ?? '', answer: (message) => ok(updateMessage(message)) }
          : { id: chosen, answer: (message) => ok(say(message)) };
      return me ? run(pressed, me.key, context) : unknownPerson(context.viewer.id, parts, context);
    },
  });
  return [
    action('oncall.request.accept', 'Accept a swap or cover request', async ({ id, answer }, key, context) => {
      const open = (await living.register()).requests[id];
      const done = await living.accept(id, key, context.cause);
      if (!done.ok) return done;
      if (!open) return answer(paragraph(['Accepted. The schedule is changed.'], { tone: 'good' }));
      return answer(acceptedMessage(open, key, done.value, context.now, parts));
    }),
    action('oncall.request.settle', 'Decline or withdraw a request', async ({ id, answer }, key, context) => {
      const open = (await living.register()).requests[id];
      const done = await living.settle(id, key, context.cause);
      if (!done.ok) return done;
      return answer(open ? settledMessage(open, key, parts) : paragraph(['It is settled. Nothing was changed.']));
    }),
    {
      action: 'oncall.reload.keep',
      summary: 'Leave who is on call until the shift ends',
      permission: 'oncall.apply',
      risk: 'record',
      run: async (_args, _fields, context) =>
        ok(
          updateMessage(
            paragraph(rich`${by(parts, context)} keeps who is on call: the change takes effect when the shift ends.`),
          ),
        ),
    },
    {
      action: 'oncall.reload.apply',
      summary: 'Let a changed muster.yaml say who is on call, this minute',
      permission: 'oncall.apply',
      risk: 'change',
      async run([schedule = '', id = ''], _fields, context) {
        const done = await living.cancel(id, context.cause);
        if (!done.ok) return done;
        const here = (await parts.roster()).at(schedule, context.now).map(({ user }) => shown(user, parts));
        const now = here.length === 0 ? ['nobody'] : joined(here, ', ');
        const words = rich`${by(parts, context)} applied the change: on call for ${strong(schedule)} now is ${now}.`;
        return ok(updateMessage(paragraph(words, { tone: 'good' })));
      },
    },
    action('oncall.override.cancel', 'Take an override back', async ({ id, answer }, key, context) => {
      const { overrides } = await living.register();
      const taken = Object.entries(overrides).flatMap(([schedule, list]) =>
        list.flatMap((override) => (isOneOf(id, override.id) ? [{ schedule, override }] : [])),
      );
      const done = await living.cancel(id, context.cause);
      const [one] = taken;
      const what: RichText = one ? rich`: ${overrideWords(one, parts)}` : [];
      return done.ok ? answer(paragraph(rich`${shown(key, parts)} took an override back${what}.`)) : done;
    }),
  ];
}
