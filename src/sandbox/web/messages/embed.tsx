import type { APIEmbed } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { InlineMarkdown, Markdown } from '../markdown/markdown.tsx';
import { safeHref } from '../markdown/parse.ts';
import { formatInstant } from '../markdown/instant.ts';
import { Picture } from './attachment.tsx';
import { plainName } from '../markdown/visible-controls.ts';

export const hexColour = (color: number | null | undefined): string | undefined =>
  color === null || color === undefined ? undefined : `#${color.toString(16).padStart(6, '0')}`;

/** `alt` describes its picture, where that was sent along with a description. */
export function Embed({ embed, alt }: { embed: APIEmbed; alt?: string | undefined }): JSX.Element {
  const colour = hexColour(embed.color);
  const href = embed.url ? safeHref(embed.url) : undefined;
  const footer = [
    embed.footer?.text,
    embed.timestamp ? formatInstant(Date.parse(embed.timestamp), 'f') : undefined,
  ].filter((part) => part !== undefined);
  return (
    <article class="embed" style={colour ? { '--stripe': colour } : undefined}>
      <div class="embed-body">
        {embed.author && (
          <p class="embed-author">
            <bdi>{plainName(embed.author.name)}</bdi>
          </p>
        )}
        {embed.title && (
          <h4 class="embed-title">
            {href ? (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
                <InlineMarkdown text={embed.title} />
              </a>
            ) : (
              <InlineMarkdown text={embed.title} />
            )}
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
            alt={alt ?? embed.title ?? 'Picture of this message'}
            width={embed.image.width}
            height={embed.image.height}
          />
        )}
        {footer.length > 0 && (
          <p class="embed-footer">
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
