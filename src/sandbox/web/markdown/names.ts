import { createContext } from 'preact';
import type { MentionToken } from './rules.ts';
import { plainName } from './visible-controls.ts';

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

const SIGNS = { user: '@', role: '@', everyone: '@', channel: '#', command: '/' } as const;

/** Whom or what a mention names; undefined where nobody here knows it. */
export function nameOf({ of, id, name }: MentionToken, names: Names): string | undefined {
  if (of === 'user') return names.user(id);
  if (of === 'channel') return names.channel(id);
  return of === 'role' ? names.role(id)?.name : name;
}

export function mentionText(token: MentionToken, names: Names): string {
  const unknown = { user: 'unknown-user', role: 'unknown-role', channel: 'unknown', command: 'unknown', everyone: '' };
  return `${SIGNS[token.of]}${plainName(nameOf(token, names) ?? unknown[token.of])}`;
}
