import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import { fileSize } from '../messages/attachment.tsx';
import { Icon } from '../overlays/icon.tsx';

/** Files that go along with the next message; pressed, one stays here. */
export function ChosenFiles({
  files,
  set,
}: {
  files: readonly File[];
  readonly set: (files: readonly File[]) => void;
}): JSX.Element | null {
  if (files.length === 0) return null;
  return (
    <div class="composer-files">
      {files.map((file, index) => (
        <button
          key={`${index}${file.name}`}
          type="button"
          class="chip"
          aria-label={`Remove ${plainName(file.name)}`}
          onClick={() => {
            set(files.filter((other) => other !== file));
          }}
        >
          <bdi>{plainName(file.name)}</bdi> <small>{fileSize(file.size)}</small> ×
        </button>
      ))}
    </div>
  );
}

export const AttachFiles = ({ add }: { readonly add: (list: FileList | null) => void }): JSX.Element => (
  <label class="attach" title="Attach files">
    <Icon name="attach" />
    <span class="sr-only">Attach files</span>
    <input
      type="file"
      multiple
      onChange={(event) => {
        add(event.currentTarget.files);
        event.currentTarget.value = '';
      }}
    />
  </label>
);
