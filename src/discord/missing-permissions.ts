import { PermissionFlagsBits } from 'discord-api-types/v10';
import { WANTED_PERMISSIONS } from './invite.ts';

/** What the bot lacks of what `muster invite` asks for, a sentence each, for `/muster status`. */
export const missingPermissions = (held: bigint): readonly string[] =>
  (held & PermissionFlagsBits.Administrator) !== 0n
    ? []
    : WANTED_PERMISSIONS.filter(({ name }) => (held & PermissionFlagsBits[name]) === 0n).map(
        ({ name, why }) =>
          `Muster lacks the permission ${name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}, which it takes ${takes(why)}.`,
      );

const takes = (why: string): string => (why.startsWith('to ') ? why : `for ${why}`);
