import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { plainName } from '../markdown/visible-controls.ts';
import type { ShownPicture } from '../messages/act.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';

interface Props {
  /** The pictures of one message, in the order in which they stand there. */
  readonly pictures: readonly ShownPicture[];
  readonly first: number;
  readonly close: () => void;
}

/** As it is spelt where that is no encoding: a bot may show any address. */
function fileName(address: string): string {
  const name = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A picture as large as the window allows; pressed, at its own size. Arrow keys lead to the message's other pictures. */
export function Lightbox({ pictures, first, close }: Props): JSX.Element | null {
  const [at, setAt] = useState(first);
  const [ownSize, setOwnSize] = useState(false);
  const picture = pictures[at];
  if (!picture) return null;
  const go = (step: 1 | -1): void => {
    setAt((now) => (now + step + pictures.length) % pictures.length);
    setOwnSize(false);
  };
  const name = plainName(fileName(picture.src));
  const several = pictures.length > 1;
  return (
    <Dialog
      title={name}
      className="lightbox"
      close={close}
      keys={(event) => {
        if (several && event.key === 'ArrowRight') go(1);
        else if (several && event.key === 'ArrowLeft') go(-1);
      }}
    >
      <button
        type="button"
        class={ownSize ? 'lightbox-picture own-size' : 'lightbox-picture'}
        aria-pressed={ownSize}
        title={ownSize ? 'As large as the window' : 'At its own size'}
        onClick={() => {
          setOwnSize(!ownSize);
        }}
      >
        <img src={picture.src} alt={picture.alt || `Picture ${name}`} />
      </button>
      {picture.alt !== '' && picture.alt !== name && <p class="lightbox-words">{picture.alt}</p>}
      <footer>
        {several && (
          <>
            <button
              type="button"
              class="icon"
              aria-label="The picture before"
              onClick={() => {
                go(-1);
              }}
            >
              <Icon name="before" />
            </button>
            <span role="status">
              {at + 1} of {pictures.length}
            </span>
            <button
              type="button"
              class="icon"
              aria-label="The next picture"
              onClick={() => {
                go(1);
              }}
            >
              <Icon name="next" />
            </button>
          </>
        )}
        <a href={picture.src} download={name}>
          Download
        </a>
        <a href={picture.src} target="_blank" rel="noopener noreferrer">
          Open in a new tab
        </a>
      </footer>
    </Dialog>
  );
}
