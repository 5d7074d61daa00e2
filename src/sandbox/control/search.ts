import type { APIEmbed } from 'discord-api-types/v10';
import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Message } from '../model.ts';
import { permissionsIn } from '../permissions.ts';
import { isSeenBy } from '../seen-by.ts';
import { compareIds } from '../snowflake.ts';
import { userOf } from '../world.ts';
import type { Sight } from './sight.ts';

const MOST = 50;

interface Wanted {
  readonly words: readonly string[];
  /** Parts of a name. */
  readonly from: readonly string[];
  readonly channels: readonly string[];
}

/** `disk full from:ada in:incidents`, as in Discord's own search. */
function parse(text: string): Wanted {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
  const named = (key: string): string[] =>
    parts.filter((part) => part.startsWith(key)).map((part) => part.slice(key.length).replace(/^[@#]/, ''));
  return {
    words: parts.filter((part) => !/^(from|in):/.test(part)),
    from: named('from:'),
    channels: named('in:'),
  };
}

const embedText = (embed: APIEmbed): string =>
  [embed.title, embed.description, ...(embed.fields ?? []).flatMap(({ name, value }) => [name, value])].join('\n');

/** The newest messages first that this person may read and that have all of the words, in archived threads, too. */
export function searchMessages(sight: Sight, text: string): Message[] {
  const { world, userId } = sight;
  const { words, from, channels } = parse(text);
  if (words.length + from.length + channels.length === 0) return [];
  const mayRead = (channel: Channel): boolean => {
    const held = permissionsIn(world.state, channel, userId, world.clock.now());
    return (held & P.ViewChannel) !== 0n && (held & P.ReadMessageHistory) !== 0n;
  };
  const fits = (message: Message): boolean => {
    if (!isSeenBy(message, userId)) return false;
    const author = userOf(world, message.authorId);
    const names = `${author.username} ${author.globalName ?? ''}`.toLowerCase();
    if (!from.every((name) => names.includes(name))) return false;
    const said = [message.content, ...message.embeds.map(embedText)].join('\n').toLowerCase();
    return words.every((word) => said.includes(word));
  };
  return [...world.state.channels.values()]
    .filter((channel) => channels.every((name) => channel.name.includes(name)) && mayRead(channel))
    .flatMap((channel) => [...(world.state.messages.get(channel.id)?.values() ?? [])].filter(fits).slice(-MOST))
    .sort((a, b) => compareIds(b.id, a.id))
    .slice(0, MOST);
}
