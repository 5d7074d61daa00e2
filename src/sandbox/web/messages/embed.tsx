import type { APIEmbed } from 'discord-api-types/v10';
import type { ComponentChildren, JSX } from 'preact';
import { InlineMarkdown, Markdown } from '../markdown/markdown.tsx';
import { safeHref, wordsOf } from '../markdown/parse.ts';
import { formatInstant } from '../markdown/instant.ts';
import { Picture } from './attachment.tsx';
import { plainName } from '../markdown/visible-controls.ts';
import { safeMedia } from './safe-media.ts';

export const hexColour = (color: number | null | undefined): string | undefined =>
  color === null || color === undefined ? undefined : `#${color.toString(16).padStart(6, '0')}`;

/** Beside a name that says the same: nothing to read out. */
function Icon({ url }: { url: string | undefined }): JSX.Element | null {
  const src = safeMedia(url);
  return src === undefined ? null : <img class="embed-icon" src={src} alt="" loading="lazy" />;
}

function Linked({ url, inner }: { url: string | undefined; inner: ComponentChildren }): JSX.Element {
  const href = url ? safeHref(url) : undefined;
  return href ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {inner}
    </a>
  ) : (
    <>{inner}</>
  );
}

/** `alt` describes its picture, where that was sent along with a description. */
export function Embed({ embed, alt }: { embed: APIEmbed; alt?: string | undefined }): JSX.Element {
  const colour = hexColour(embed.color);
  const footer = [
    embed.footer?.text,
    embed.timestamp ? formatInstant(Date.parse(embed.timestamp), 'f') : undefined,
  ].filter((part) => part !== undefined);
  return (
    <article class="embed" style={colour ? { '--stripe': colour } : undefined}>
      <div class="embed-body">
        {embed.author && (
          <p class="embed-author">
            <Icon url={embed.author.proxy_icon_url ?? embed.author.icon_url} />
            <Linked url={embed.author.url} inner={<bdi>{plainName(embed.author.name)}</bdi>} />
          </p>
        )}
        {embed.title && (
          <h4 class="embed-title">
            <Linked url={embed.url} inner={<InlineMarkdown text={embed.title} />} />
          </h4>
        )}
        {embed.description && <Markdown text={embed.description} />}
        {embed.fields && embed.fields.length > 0 && (
          <dl class="embed-fields">
            {embed.fields.map((field, index) => (
              <div key={index} class={field.inline ? 'inline' : ''}>
                <dt>
                  <InlineMarkdown text={field.name} />
                </dt>
                <dd>
                  <Markdown text={field.value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {embed.image && (
          <Picture
            url={embed.image.proxy_url ?? embed.image.url}
            alt={alt ?? (embed.title ? wordsOf(embed.title) : 'Picture of this message')}
            width={embed.image.width}
            height={embed.image.height}
          />
        )}
        {footer.length > 0 && (
          <p class="embed-footer">
            <Icon url={embed.footer?.proxy_icon_url ?? embed.footer?.icon_url} />
            <bdi>{plainName(footer.join(' · '))}</bdi>
          </p>
        )}
      </div>
      {embed.thumbnail && (
        <div class="embed-thumbnail">
          <Picture url={embed.thumbnail.proxy_url ?? embed.thumbnail.url} alt="" />
        </div>
      )}
    </article>
  );
}
