import type { JSX } from 'preact';
import { plainName } from '../markdown/visible-controls.ts';
import type { PageState } from '../state/page-state.ts';

interface Props {
  readonly guilds: PageState['guilds'];
  /** The id of the open one. */
  readonly here: string;
  readonly enter: (guildId: string) => void;
}

/** The servers that one is in, where there are several. */
export function Guilds({ guilds, here, enter }: Props): JSX.Element | null {
  if (guilds.length < 2) return null;
  return (
    <nav class="guilds" aria-label="Servers">
      {guilds.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          class="guild"
          aria-current={id === here ? 'page' : undefined}
          title={plainName(name)}
          onClick={() => {
            if (id !== here) enter(id);
          }}
        >
          <span class="guild-mark" aria-hidden="true">
            {plainName(name).slice(0, 1)}
          </span>
          <span class="sr-only">{plainName(name)}</span>
        </button>
      ))}
    </nav>
  );
}
