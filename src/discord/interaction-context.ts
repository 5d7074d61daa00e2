import type { Instant } from '../base/clock.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Called } from './called.ts';
import { type Caller, callerOf } from './caller.ts';
import type { InteractionData } from './interaction-data.ts';
import { permalink } from './permalink.ts';
import { isEphemeral } from './visibility.ts';

export interface ContextOptions {
  /** The one server; undefined until it is known. */
  readonly guildId: () => string | undefined;
  /** What this person may do, and in which zone they think. Called for each interaction: keep it quick. */
  readonly identify: (caller: Caller) => {
    readonly viewer: Viewer;
    readonly timeZone: string;
    readonly zoneAssumed?: true;
  };
  /** A member by id, for what comes from a direct message; undefined when they are not in the server. */
  readonly member: (userId: string) => Promise<Caller | undefined>;
  /** Aborts when an answer to what came `now` can no longer be given. */
  readonly signal: (now: Instant) => AbortSignal;
}

/** What a command knows of who called it and where; or the sentence that says why nobody is answered. */
export type ContextOf = (
  interaction: InteractionData,
  called: Called,
  progress: CommandContext['progress'],
  now: Instant,
) => Promise<CommandContext | string>;

export const createContexts =
  (options: ContextOptions): ContextOf =>
  async (interaction, called, progress, now) => {
    if (interaction.guild_id !== undefined && interaction.guild_id !== options.guildId()) {
      return 'This Muster works for another server. Each server runs a Muster of its own: ask whoever set it up.';
    }
    const caller = callerOf(interaction) ?? (await memberCalling(interaction, options.member));
    if (!caller) return 'Muster answers members of its server only, and you are none of them.';
    const { viewer, ...zone } = options.identify(caller);
    const channelId = interaction.channel_id ?? interaction.channel?.id;
    const parentId = isThread(interaction) ? (interaction.channel?.parent_id ?? undefined) : undefined;
    return {
      cause: {
        causeId: interaction.id,
        actor: { kind: 'person', id: caller.id },
        source: {
          kind: called.what === 'action' ? called.through : called.what === 'menu' ? 'menu' : 'command',
          correlationId: interaction.id,
          ...(channelId !== undefined && { permalink: placeOf(interaction, called, channelId) }),
        },
      },
      viewer,
      now,
      place: channelId === undefined ? null : { channelId, ...(parentId !== undefined && { parentId }) },
      locale: interaction.locale,
      ...zone,
      progress,
      signal: options.signal(now),
    };
  };

const memberCalling = async (
  { guild_id, user }: InteractionData,
  member: ContextOptions['member'],
): Promise<Caller | undefined> => (guild_id === undefined && user ? member(user.id) : undefined);

const isThread = ({ channel }: InteractionData): boolean =>
  channel !== undefined && channel.type >= 10 && channel.type <= 12;

/** Where one sees it: the message of the button or the menu, else where the answer stands. */
function placeOf({ id, guild_id, message }: InteractionData, called: Called, channelId: string): string {
  if (called.what === 'menu') return called.message.permalink;
  return permalink(guild_id, channelId, message && !isEphemeral(message) ? message.id : id);
}
