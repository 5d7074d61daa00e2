import type { App } from './app.ts';
import { connectDiscord, type DiscordConnection } from './discord/connect.ts';
import { createEffectsWorker } from './timeline/effects-worker.ts';

/** Muster at work: connected, answering, doing what commits asked for. */
export interface Serving {
  readonly discord: DiscordConnection;
  /** Resolves when Discord's gateway is ready and the commands are registered. Rejects when that cannot come to pass. */
  readonly ready: Promise<void>;
  /** Lets what is under way end. The app stays open: close it afterwards. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly guildId?: string;
}

/** What each group of commands is for, as Discord shows it. */
const GROUPS: Readonly<Record<string, string>> = {
  incident: 'Declare and work incidents',
  page: 'Page people',
  oncall: 'Who is on call, and swapping shifts',
  diag: 'Run diagnostics',
  deploy: 'Deploy, promote and roll back',
  service: 'Who owns what, and what changed',
  muster: 'Help, your rights, Muster’s condition',
};

/** Connects the app to the world. Everything that needs the network begins here, and ends with `stop`. */
export function serve(app: App, options: ServeOptions): Serving {
  const { clock, log, incidents, actions, store, timeline } = app;
  const discord: DiscordConnection = connectDiscord({
    ...options,
    clock,
    log,
    dispatcher: app.dispatcher,
    groups: GROUPS,
    identify: ({ roleIds, ...caller }) => ({
      viewer: app.viewerOf({
        ...caller,
        roles: roleIds.map((id) => ({ id, name: discord.people.roleNameOf(id) ?? '' })),
      }),
      timeZone: app.current().people.timeZoneOf(caller.id),
    }),
    sources: {
      channelOpened: incidents.results.channelOpened,
      boards: {
        'card.refresh': {
          read: (effect) => incidents.boards.card(effect.stream),
          posted: (effect, _channelId, messageId) => incidents.results.cardPosted(effect, messageId),
        },
        announcement: {
          read: (effect) => incidents.boards.announcement(effect.stream),
          posted: incidents.results.announcementPosted,
        },
        'run-card.refresh': actions.board,
      },
    },
  });
  app.setNames(discord.people.nameOf);

  const worker = createEffectsWorker({
    store,
    clock,
    timeline,
    handlers: Object.assign({}, discord.effects, ...app.domains.map((domain) => domain.effects)),
    onTrouble: (error) => {
      log.error({ err: error }, 'effects could not be worked on; trying again');
    },
  });
  // What ran when Muster stopped is asked for before anything new begins.
  const recovered = actions.recover().then(() => {
    worker.start();
  });

  return {
    discord,
    ready: Promise.all([discord.ready, recovered]).then(() => undefined),
    async stop() {
      await discord.stop();
      await worker.stop();
    },
  };
}
