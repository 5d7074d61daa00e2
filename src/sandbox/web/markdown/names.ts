import { createContext } from 'preact';

/** How mentions find their names, and what a click on one does. */
export interface Names {
  readonly user: (id: string) => string | undefined;
  role(id: string): { readonly name: string; readonly color: number } | undefined;
  readonly channel: (id: string) => string | undefined;
  readonly openUser?: (id: string, anchor: HTMLElement) => void;
  readonly openChannel?: (id: string) => void;
  readonly openMessage?: (channelId: string, messageId: string) => void;
  readonly openCommand?: (name: string) => void;
}

export const NamesContext = createContext<Names>({
  user: () => undefined,
  role: () => undefined,
  channel: () => undefined,
});
