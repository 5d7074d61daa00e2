import type { ActionDeclaration, Command } from '../../commands/command.ts';
import { createLiving } from '../living/overrides.ts';
import type { OnCallParts } from '../parts.ts';
import { calendarLinkAction } from './calendar-link.ts';
import { aheadCommands } from './oncall-ahead.ts';
import { calendarActions, calendarCommand } from './oncall-calendar.ts';
import { changesCommand } from './oncall-changes.ts';
import { coverCommands } from './oncall-cover.ts';
import { fairnessCommand } from './oncall-fairness.ts';
import { handOffParts } from './oncall-handoff.ts';
import { overrideParts } from './oncall-override.ts';
import { showAction, showCommands } from './oncall-show.ts';
import { takeParts } from './oncall-take.ts';
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
    overrideParts(parts, living).command,
    ...coverCommands(parts, living),
    handOffParts(parts, living).command,
    takeParts(parts, living).command,
    changesCommand(parts),
    calendarCommand(parts),
    verifyCommand(parts),
  ];
};

export const onCallActions = (parts: OnCallParts): readonly ActionDeclaration[] => {
  const living = createLiving(parts);
  return [
    ...requestActions(parts, living),
    swapOfferAction(parts, living),
    overrideParts(parts, living).action,
    handOffParts(parts, living).action,
    takeParts(parts, living).action,
    showAction(parts),
    ...verifyActions(parts),
    calendarLinkAction(parts),
    ...calendarActions(parts),
  ];
};
