import { type APIMessageComponent, ComponentType, MessageFlags } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext, useRef } from 'preact/hooks';
import { type Names, NamesContext } from '../markdown/names.ts';
import { spokenText } from '../markdown/spoken-text.ts';
import { plainName } from '../markdown/visible-controls.ts';
import type { Message } from '../protocol/shapes.ts';
import { later } from './rows.ts';

/** More at once are not read out: after a lost connection hundreds may come. */
const MOST = 5;
const LONGEST = 300;

interface Props {
  /** Of the open channel, oldest first; undefined until they are here. */
  readonly messages: readonly Message[] | undefined;
  readonly me: string;
}

/** Tells by ear what comes into the open channel: who, and what. What was there when it was opened is read in the list. */
export function Arrivals({ messages, me }: Props): JSX.Element {
  const names = useContext(NamesContext);
  const known = useRef<string | undefined>(undefined);
  /** As it was first said: a card that is edited each minute is not read out each minute. */
  const said = useRef<ReadonlyMap<string, string>>(new Map());
  if (messages) known.current ??= messages.at(-1)?.id ?? '0';
  const { current: last } = known;
  const first = messages?.findLastIndex(({ id }) => last === undefined || !later(id, last)) ?? -1;
  const came = (messages?.slice(first + 1) ?? []).filter(({ author }) => author.id !== me).slice(-MOST);
  const lines = came.map((message) => [message.id, said.current.get(message.id) ?? lineOf(message, names)] as const);
  said.current = new Map(lines.filter((_line, index) => !isThinking(came[index])));
  return (
    <div class="sr-only" role="log" aria-live="polite" aria-label="What comes in">
      {lines.map(([id, line]) => (
        <p key={id}>{line}</p>
      ))}
    </div>
  );
}

const isThinking = (message: Message | undefined): boolean =>
  (Number(message?.flags ?? 0) & Number(MessageFlags.Loading)) !== 0;

function lineOf(message: Message, names: Names): string {
  const who = plainName(names.user(message.author.id) ?? message.author.global_name ?? message.author.username);
  if (isThinking(message)) return `${who} is thinking`;
  const text = [
    message.content,
    ...message.embeds.flatMap(({ title, description }) => [title ?? '', description ?? '']),
    ...(message.components ?? []).flatMap(wordsOf),
    ...message.attachments.map(({ description, filename }) => description ?? filename),
  ];
  const words = text.filter((part) => part !== '').map((part) => spokenText(part, names));
  return `${who}: ${words.join(' ').replace(/\s+/g, ' ').slice(0, LONGEST) || 'a message without text'}`;
}

function wordsOf(component: APIMessageComponent): readonly string[] {
  switch (component.type) {
    case ComponentType.TextDisplay:
      return [component.content];
    case ComponentType.Section:
    case ComponentType.Container:
      return component.components.flatMap(wordsOf);
    default:
      return [];
  }
}
