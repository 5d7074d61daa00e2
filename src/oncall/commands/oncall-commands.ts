import type { ActionDeclaration, Command } from '../../commands/command.ts';
import { createLiving } from '../living/overrides.ts';
import type { OnCallParts } from '../parts.ts';
import { calendarLinkAction } from './calendar-link.ts';
import { aheadCommands } from './oncall-ahead.ts';
import { calendarActions, calendarCommand } from './oncall-calendar.ts';
import { changesCommand } from './oncall-changes.ts';
import { coverCommands } from './oncall-cover.ts';
import { fairnessCommand } from './oncall-fairness.ts';
import { handOffCommand } from './oncall-handoff.ts';
import { overrideCommand } from './oncall-override.ts';
import { showAction, showCommands } from './oncall-show.ts';
import { takeCommand } from './oncall-take.ts';
import { swapOfferAction } from './swap-offer.ts';
import { verifyActions, verifyCommand } from './oncall-verify.ts';
import { whoCommand } from './oncall-who.ts';
import { requestActions } from './request-actions.ts';

export const onCallCommands = (parts: OnCallParts): readonly Command[] => {
  const living = createLiving(parts);
  return [
    whoCommand(parts),
    ...showCommands(parts),
    fairnessCommand(parts),
    ...aheadCommands(parts),
    overrideCommand(parts, living),
    ...coverCommands(parts, living),
    handOffCommand(parts, living),
    takeCommand(parts, living),
    changesCommand(parts),
    calendarCommand(parts),
    verifyCommand(parts),
  ];
};

export const onCallActions = (parts: OnCallParts): readonly ActionDeclaration[] => [
  ...requestActions(parts, createLiving(parts)),
  swapOfferAction(parts, createLiving(parts)),
  showAction(parts),
  ...verifyActions(parts),
  calendarLinkAction(parts),
  ...calendarActions(parts),
];
