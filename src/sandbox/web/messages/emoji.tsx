import type { APIMessageComponentEmoji, APIPartialEmoji } from 'discord-api-types/v10';
import type { JSX } from 'preact';

export const emojiText = (emoji: APIPartialEmoji | APIMessageComponentEmoji): string =>
  emoji.id ? `:${emoji.name ?? 'emoji'}:` : (emoji.name ?? '');

/** As Discord wants it in an address: the character itself, or `name:id`. */
export const emojiKey = (emoji: APIPartialEmoji): string =>
  emoji.id ? `${emoji.name ?? ''}:${emoji.id}` : (emoji.name ?? '');

export const Emoji = ({ emoji }: { emoji: APIPartialEmoji | APIMessageComponentEmoji }): JSX.Element => (
  <span class="emoji" aria-hidden="true">
    {emojiText(emoji)}
  </span>
);
