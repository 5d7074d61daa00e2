import type { APIEmbed, APIMessage } from 'discord-api-types/v10';

/** Everything that a message says, in one text. */
export const words = (message: APIMessage | null | undefined): string =>
  [
    message?.content,
    ...(message?.embeds ?? []).flatMap((embed: APIEmbed) => [
      embed.title,
      embed.description,
      ...(embed.fields ?? []).flatMap(({ name, value }) => [`${name}: ${value}`]),
    ]),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');

/** The words on its buttons. */
export const labels = (message: APIMessage | null | undefined): string[] =>
  (message?.components ?? []).flatMap((row) =>
    'components' in row
      ? row.components.flatMap((part) => ('label' in part && typeof part.label === 'string' ? [part.label] : []))
      : [],
  );
