import { type RichText, code, instant, person, rich, strong } from '../../base/rich-text.ts';
import type { Block, Message } from '../../commands/message.ts';
import { titleOf } from '../entries/run-entries.ts';
import type { Plan, Run } from '../run.ts';
import { deployBlocks } from './deploy-blocks.ts';
import { sentenceCase } from './sentence-case.ts';

/** What would happen, and the buttons to say yes or no. */
export function previewCard(
  run: Pick<Run, 'id' | 'plan' | 'needs' | 'expiresAt' | 'askedBy'>,
  notes: readonly string[] = [],
): Message {
  const { plan, needs } = run;
  const ask: RichText =
    needs === 'approval'
      ? rich`Somebody else than ${person(run.askedBy)} must approve this, with ${code(plan.permission)} and ${code('actions.approve')}.`
      : rich`Nothing has been done yet. Is this what you want?`;
  return {
    tone: plan.risk === 'danger' ? 'critical' : 'warning',
    title: [sentenceCase(titleOf(plan))],
    blocks: [
      {
        type: 'text',
        text:
          plan.startAt === null
            ? rich`${ask} It expires ${instant(run.expiresAt, 'relative')}.`
            : rich`${ask} It starts ${instant(plan.startAt, 'date-time')} (${instant(plan.startAt, 'relative')}), and can be confirmed until then.`,
      },
      ...(notes.length === 0
        ? []
        : [
            { type: 'heading' as const, text: 'In its way if it were due now' },
            { type: 'list' as const, items: notes.map((note) => [note]) },
          ]),
      ...planBlocks(plan),
      ...(plan.deploy?.rollback && plan.deploy.reason === null ? [WHY_LATER] : []),
    ],
    buttons: [
      [
        needs === 'approval'
          ? { label: 'Approve', style: 'danger', action: 'run.confirm', args: [run.id] }
          : {
              label:
                plan.startAt !== null
                  ? 'Plan it'
                  : plan.deploy
                    ? plan.deploy.rollback
                      ? 'Roll back'
                      : 'Deploy'
                    : 'Run it',
              style: 'primary',
              action: 'run.confirm',
              args: [run.id],
            },
        { label: 'No', style: 'secondary', action: 'run.decline', args: [run.id] },
      ],
    ],
    footer: ['What is confirmed is exactly this; it is checked again before it runs.'],
  };
}

const WHY_LATER: Block = {
  type: 'text',
  text: ['Nobody has said yet what is wrong. The environment stays locked until somebody does.'],
};

function planBlocks(plan: Plan): readonly Block[] {
  const given = Object.entries(plan.arguments);
  const overrides = plan.overrides.map(
    ({ what, detail, reason }) => rich`passes over ${strong(what)} (${detail}): ${reason}`,
  );
  return [
    ...(plan.deploy ? deployBlocks(plan.deploy) : []),
    ...(given.length === 0
      ? []
      : [{ type: 'facts' as const, facts: given.map(([name, value]) => ({ name, value: [code(String(value))] })) }]),
    ...(plan.target === '' || plan.deploy ? [] : [{ type: 'text' as const, text: rich`Target: ${code(plan.target)}` }]),
    ...(overrides.length === 0 ? [] : [{ type: 'list' as const, items: overrides }]),
  ];
}
