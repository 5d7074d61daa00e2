import type { JSX } from 'preact';
import { formatInstant } from '../markdown/instant.ts';
import { Markdown } from '../markdown/markdown.tsx';
import type { Message } from '../protocol/shapes.ts';
import { Attachment } from './attachment.tsx';
import { MessageComponent } from './components.tsx';
import { Embed } from './embed.tsx';

const LOADING = 128;
const SUPPRESS_EMBEDS = 4;
/** Components V2: attachments are shown by the components that name them. */
const COMPONENTS_V2 = 32_768;

/** Text, embeds, files and components. */
export function MessageBody({ message }: { message: Message }): JSX.Element {
  const flags: number = message.flags ?? 0;
  const edited = message.edited_timestamp;
  // A picture that an embed shows is not shown a second time below it.
  const shown = new Set(
    message.embeds.flatMap(({ image, thumbnail, author, footer }) => [
      image?.url,
      thumbnail?.url,
      author?.icon_url,
      footer?.icon_url,
    ]),
  );
  const descriptions = new Map<string | undefined, string | undefined>(
    message.attachments.map(({ url, description }) => [url, description]),
  );
  const files = message.attachments.filter(({ url }) => !shown.has(url));
  if (flags & LOADING)
    return (
      <p class="thinking">
        <span class="dots" aria-hidden="true" /> thinking…
      </p>
    );
  return (
    <>
      {message.content && <Markdown text={message.content} />}
      {edited && (
        <small class="edited" title={formatInstant(Date.parse(edited), 'F')}>
          (edited)
        </small>
      )}
      {!(flags & SUPPRESS_EMBEDS) &&
        message.embeds.map((embed, index) => (
          <Embed key={index} embed={embed} alt={descriptions.get(embed.image?.url)} />
        ))}
      {!(flags & COMPONENTS_V2) && files.length > 0 && (
        <div class="attachments">
          {files.map((attachment) => (
            <Attachment key={attachment.id} attachment={attachment} />
          ))}
        </div>
      )}
      {message.components?.map((component, index) => (
        <MessageComponent key={index} component={component} message={message} />
      ))}
    </>
  );
}
