import type { ActionDeclaration, Command } from '../../commands/command.ts';
import { createLiving } from '../living/overrides.ts';
import type { OnCallParts } from '../parts.ts';
import { calendarLinkAction } from './calendar-link.ts';
import { aheadCommands } from './oncall-ahead.ts';
import { calendarActions, calendarCommand } from './oncall-calendar.ts';
import { changesCommand } from './oncall-changes.ts';
import { coverParts } from './oncall-cover.ts';
import { fairnessCommand } from './oncall-fairness.ts';
import { handOffParts } from './oncall-handoff.ts';
import { overrideParts } from './oncall-override.ts';
import { showAction, showCommands } from './oncall-show.ts';
import { swapCommand } from './oncall-swap.ts';
import { takeParts } from './oncall-take.ts';
import { swapOfferAction } from './swap-offer.ts';
import { verifyActions, verifyCommand } from './oncall-verify.ts';
import { whoCommand } from './oncall-who.ts';
import { requestActions } from './request-actions.ts';

/** `/oncall …`, and what its buttons, menus and forms do. */
export function onCallParts(parts: OnCallParts): {
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDeclaration[];
} {
  const living = createLiving(parts);
  const override = overrideParts(parts, living);
  const handOff = handOffParts(parts, living);
  const take = takeParts(parts, living);
  const cover = coverParts(parts, living);
  return {
    commands: [
      whoCommand(parts),
      ...showCommands(parts),
      fairnessCommand(parts),
      ...aheadCommands(parts),
      override.command,
      swapCommand(parts, living),
      cover.command,
      handOff.command,
      take.command,
      changesCommand(parts),
      calendarCommand(parts),
      verifyCommand(parts),
    ],
    actions: [
      ...requestActions(parts, living),
      swapOfferAction(parts, living),
      override.action,
      handOff.action,
      take.action,
      cover.action,
      showAction(parts),
      ...verifyActions(parts),
      calendarLinkAction(parts),
      ...calendarActions(parts),
    ],
  };
}
