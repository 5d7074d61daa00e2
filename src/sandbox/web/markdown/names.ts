import { createContext } from 'preact';

/** How mentions find their names, and what a click on one does. */
export interface Names {
  user(id: string): string | undefined;
  role(id: string): { readonly name: string; readonly color: number } | undefined;
  channel(id: string): string | undefined;
  openUser?(id: string, anchor: HTMLElement): void;
  openChannel?(id: string): void;
  openCommand?(name: string): void;
}

export const NamesContext = createContext<Names>({
  user: () => undefined,
  role: () => undefined,
  channel: () => undefined,
});
