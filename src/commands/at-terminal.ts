import type { CommandContext } from './context.ts';

/** Whether somebody typed it in a shell, where slash commands cannot be typed: what they can do next is said in `muster …`. */
export const isAtTerminal = ({ cause }: Pick<CommandContext, 'cause'>): boolean => cause.source.kind === 'cli';
