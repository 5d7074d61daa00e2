import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { OnCallParts } from '../parts.ts';

export const onCallCommands = (_parts: OnCallParts): readonly Command[] => [];
export const onCallActions = (_parts: OnCallParts): readonly ActionDeclaration[] => [];
