import type { App } from '../app.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';

/** A command's context at the command line: no channel, English, the organisation's zone. */
export const operatorContext = (app: App, viewer: Viewer, causeId: string): CommandContext => ({
  cause: { causeId, actor: { kind: 'person', id: viewer.id }, source: { kind: 'cli' } },
  viewer,
  now: app.clock.now(),
  place: null,
  locale: 'en-GB',
  timeZone: app.current().config.organisation.timeZone,
  progress: () => undefined,
  signal: AbortSignal.timeout(60_000),
});
