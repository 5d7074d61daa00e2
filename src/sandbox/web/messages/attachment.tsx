import type { APIAttachment } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { SHOWN_PICTURES } from '../../shown-pictures.ts';
import { plainName } from '../markdown/visible-controls.ts';
import { ActContext, type ShownPicture } from './act.ts';
import { safeMedia } from './safe-media.ts';

export const fileSize = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${(bytes / 1024).toFixed(1)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;

export function FileCard({
  name,
  size,
  url,
}: {
  name: string;
  size?: number | undefined;
  url: string | undefined;
}): JSX.Element {
  return (
    <div class="file-card">
      <span class="file-icon" aria-hidden="true" />
      <span class="file-name">
        {url ? (
          <a href={url} target="_blank" rel="noopener noreferrer" download={name}>
            <bdi>{plainName(name)}</bdi>
          </a>
        ) : (
          <bdi>{plainName(name)}</bdi>
        )}
        {size !== undefined && <small>{fileSize(size)}</small>}
      </span>
    </div>
  );
}

/** The pictures of the message as they stand there: what a spoiler hides is not among them. */
function picturesAround(link: HTMLAnchorElement): { pictures: readonly ShownPicture[]; first: number } {
  const links = [
    ...(link.closest('.message')?.querySelectorAll<HTMLAnchorElement>('a.picture:not(.hidden)') ?? [link]),
  ];
  return {
    pictures: links.map((one) => ({ src: one.href, alt: one.querySelector('img')?.alt ?? '' })),
    first: links.indexOf(link),
  };
}

/** A picture at its own proportions, so that nothing jumps when it arrives. */
export function Picture(props: {
  url: string;
  alt: string;
  width?: number | null | undefined;
  height?: number | null | undefined;
  spoiler?: boolean;
  /** Stands where it cannot be shown. */
  instead?: JSX.Element;
}): JSX.Element {
  const act = useContext(ActContext);
  const [failed, setFailed] = useState(false);
  const [shown, setShown] = useState(!props.spoiler);
  const src = safeMedia(props.url);
  const alt = plainName(props.alt);
  if (!src || failed) return props.instead ?? <span class="picture-missing">Picture: {alt || 'no description'}</span>;
  return (
    <a
      class={shown ? 'picture' : 'picture hidden'}
      href={src}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event) => {
        // As any link: with Ctrl or Shift it opens in a tab or window of its own.
        if (shown && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
        event.preventDefault();
        if (!shown) setShown(true);
        else {
          const { pictures, first } = picturesAround(event.currentTarget);
          act.showPictures(pictures, first);
        }
      }}
    >
      <img
        src={src}
        alt={shown ? alt : 'Spoiler: press to show'}
        title={alt}
        loading="lazy"
        {...(props.width && props.height ? { width: props.width, height: props.height } : {})}
        onError={() => {
          setFailed(true);
        }}
      />
    </a>
  );
}

export function Attachment({ attachment }: { attachment: APIAttachment }): JSX.Element {
  const card = <FileCard name={attachment.filename} size={attachment.size} url={safeMedia(attachment.url)} />;
  if (SHOWN_PICTURES.has(attachment.content_type ?? '')) {
    return (
      <Picture
        url={attachment.url}
        alt={attachment.description ?? attachment.filename}
        width={attachment.width}
        height={attachment.height}
        spoiler={attachment.filename.startsWith('SPOILER_')}
        instead={card}
      />
    );
  }
  return card;
}
