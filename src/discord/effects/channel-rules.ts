import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import { type Channel, type Overwrite, TAKE_PART } from '../channels.ts';
import type { Desk } from './desk.ts';

/** What a channel says of speaking in it for a role or a person, in bits as Discord writes them. */
export type ChannelRule = Pick<Overwrite, 'id' | 'allow' | 'deny'>;

/** In the channel, in its threads, and in ones that somebody would begin. */
const SPEAK =
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.CreatePrivateThreads;

/** What of it Muster can take and give back: Discord refuses the whole change for one permission that Muster lacks. */
const speakingIn = (desk: Desk, channelId: string): bigint =>
  (SPEAK & desk.heldIn(channelId)) | PermissionFlagsBits.SendMessages;

/** The channel's overwrites with speaking denied to everybody; undefined when that is how it is already. */
export function lockedFor(desk: Desk, channel: Channel): Overwrite[] | undefined {
  const speaking = speakingIn(desk, channel.id);
  const everyone = everyoneIn(desk, channel.permission_overwrites);
  const isSilent = others(desk, channel).every(({ allow }) => (BigInt(allow) & speaking) === 0n);
  if (isSilent && (BigInt(everyone.deny) & speaking) === speaking) return undefined;
  return [
    // Those of a private channel are let in one by one, which would go before what everybody may.
    ...others(desk, channel).map((overwrite) => ({ ...overwrite, allow: put(overwrite.allow, speaking, 0n) })),
    ...ownIn(desk, channel, speaking),
    { ...everyone, allow: put(everyone.allow, speaking, 0n), deny: put(everyone.deny, speaking, speaking) },
  ];
}

/**
 * The channel's overwrites with speaking as `own` has it, or else as its category has it, which is how a new channel begins, and
 * allowed to those who were let in; undefined when it is not locked.
 */
export function unlockedFor(
  desk: Desk,
  channel: Channel,
  rules: readonly Overwrite[],
  own: readonly ChannelRule[],
): Overwrite[] | undefined {
  const { deny } = everyoneIn(desk, channel.permission_overwrites);
  return (BigInt(deny) & PermissionFlagsBits.SendMessages) === 0n ? undefined : openedFor(desk, channel, rules, own);
}

function openedFor(
  desk: Desk,
  channel: Channel,
  rules: readonly Overwrite[],
  own: readonly ChannelRule[],
): Overwrite[] {
  const speaking = speakingIn(desk, channel.id);
  const everyone = everyoneIn(desk, channel.permission_overwrites);
  const said = own.find(({ id }) => id === everyone.id) ?? everyoneIn(desk, rules);
  return [
    ...others(desk, channel).map((overwrite) => {
      const isLetIn = (BigInt(overwrite.allow) & PermissionFlagsBits.ViewChannel) !== 0n;
      const ruled = [...own, ...rules].find(({ id }) => id === overwrite.id)?.allow;
      const allowed = ruled === undefined && isLetIn ? PermissionFlagsBits.SendMessages : BigInt(ruled ?? '0');
      return { ...overwrite, allow: put(overwrite.allow, speaking, allowed) };
    }),
    ...ownIn(desk, channel, speaking),
    {
      ...everyone,
      allow: put(everyone.allow, speaking, BigInt(said.allow)),
      deny: put(everyone.deny, speaking, BigInt(said.deny)),
    },
  ];
}

/** What would be lost if the channel were locked, and opened again as its category has it. */
export function ownRules(desk: Desk, channel: Channel, rules: readonly Overwrite[]): readonly ChannelRule[] {
  const opened = openedFor(desk, channel, rules, []);
  const speakingOf = ({ id, allow, deny }: Overwrite): ChannelRule => ({
    id,
    allow: put('0', SPEAK, BigInt(allow)),
    deny: put('0', SPEAK, BigInt(deny)),
  });
  return [...others(desk, channel), everyoneIn(desk, channel.permission_overwrites)].map(speakingOf).filter((rule) => {
    const without = speakingOf(overwriteOf(opened, rule.id));
    return without.allow !== rule.allow || without.deny !== rule.deny;
  });
}

/** `bits`, in which those of `mask` are as in `from`. */
const put = (bits: string, mask: bigint, from: bigint): string => String((BigInt(bits) & ~mask) | (from & mask));

const overwriteOf = (overwrites: readonly Overwrite[], id: string, type = OverwriteType.Role): Overwrite =>
  overwrites.find((one) => one.id === id) ?? { id, type: Number(type), allow: '0', deny: '0' };

const everyoneIn = (desk: Desk, overwrites: readonly Overwrite[]): Overwrite => overwriteOf(overwrites, desk.guildId());

const others = (desk: Desk, { permission_overwrites }: Channel): readonly Overwrite[] =>
  permission_overwrites.filter(({ id }) => id !== desk.guildId() && id !== desk.botId());

/** Muster itself goes on writing; without that Discord would not let it unlock the channel either. */
function ownIn(desk: Desk, channel: Channel, speaking: bigint): readonly Overwrite[] {
  const id = desk.botId();
  if (id === undefined) return [];
  const own = overwriteOf(channel.permission_overwrites, id, OverwriteType.Member);
  const needed = TAKE_PART | speaking;
  return [{ ...own, allow: put(own.allow, needed, needed), deny: put(own.deny, needed, 0n) }];
}
