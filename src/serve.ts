import type { App } from './app.ts';
import type { Viewer } from './catalog/viewer.ts';
import type { Caller } from './discord/caller.ts';
import type { Config } from './config.ts';
import { connectDiscord, type DiscordConnection } from './discord/connect.ts';
import { readTranslations } from './discord/translations.ts';
import { firstFree } from './base/first-free.ts';
import { messageOf } from './base/result.ts';
import { musterVersion } from './base/version.ts';
import { createAppWeb } from './serve-web.ts';
import { createEffectsWorker } from './timeline/effects-worker.ts';
import { createMetrics } from './web/metrics.ts';

/** Muster at work: connected, answering, doing what commits asked for. */
export interface Serving {
  readonly discord: DiscordConnection;
  /** Resolves when Discord's gateway is ready and the commands are registered. Rejects when that cannot come to pass. */
  readonly ready: Promise<void>;
  /** The HTTP port once it listens; undefined when none was asked for. */
  readonly webPort: Promise<number | undefined>;
  /** Takes a configuration that was read anew; commands that came or went are registered. Rejects never: see `refused`. */
  reload(config: Config, placed?: (path: readonly string[], message: string) => string): Promise<void>;
  /** A changed muster.yaml was not taken: logged, and told where operators read. */
  refused(sentences: readonly string[]): Promise<void>;
  /** Lets what is under way end. The app stays open: close it afterwards. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly guildId?: string;
  /** Where to serve health, webhooks and pages: the first of these ports that is not taken; 0 is any free one. */
  readonly web?: { readonly host: string; readonly ports: readonly number[] };
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
  'muster pagerduty': 'Which PagerDuty user you are, and PagerDuty’s webhooks',
};

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A refusal's code says what to do to one person; metrics need to know only that it was one. */
const outcomeOf = (outcome: string): 'answered' | 'refused' | 'failed' =>
  outcome === 'done' ? 'answered' : outcome === 'error' ? 'failed' : 'refused';

/** Connects the app to the world. Everything that needs the network begins here, and ends with `stop`. */
export function serve(app: App, options: ServeOptions): Serving {
  const { clock, log, incidents, actions, oncall, store, timeline } = app;
  const viewerOf = ({ roleIds, ...caller }: Caller): Viewer =>
    app.viewerOf({ ...caller, roles: roleIds.map((id) => ({ id, name: discord.people.roleNameOf(id) ?? '' })) });
  const metrics = createMetrics(musterVersion);
  const discord: DiscordConnection = connectDiscord({
    ...options,
    observe: ({ name, outcome, durationMs }) => {
      metrics.interaction(name, outcomeOf(outcome), durationMs);
    },
    clock,
    log,
    dispatcher: app.dispatcher,
    groups: GROUPS,
    translate: readTranslations(),
    keepForm: app.keepForm,
    answerLater: app.incidents.answerLater,
    tellRecorded: app.incidents.tellRecorded,
    identify: (caller) => {
      const { people } = app.current();
      const timeZone = people.timeZoneOf(caller.id);
      return { viewer: viewerOf(caller), timeZone, ...(!people.saysZoneOf(caller.id) && { zoneAssumed: true }) };
    },
    events: {
      follows: (channelId) => incidents.channels.has(channelId),
      message: (message) => incidents.capture.said(message),
      messageEdited: (message) => incidents.capture.edited(message),
      keeps: incidents.standingMessage.is,
      messageDeleted: ({ channelId, messageId }) =>
        incidents.standingMessage.is(messageId)
          ? incidents.standingMessage.deleted(messageId)
          : incidents.capture.deleted(channelId, messageId),
      channelDeleted: (channelId) => incidents.capture.channelDeleted(channelId),
      threadOpened: (thread) => incidents.capture.threadOpened(thread),
      async sessionBegan({ threads }) {
        try {
          await incidents.capture.threadsThere(threads);
        } finally {
          oncall.keepMirrors.sessionBegan();
          await incidents.places.sessionBegan();
        }
      },
      memberChanged: (member) =>
        Promise.all([incidents.places.rolesChanged(), oncall.keepMirrors.memberChanged(member)]),
      channelChanged: (channel) => oncall.keepMirrors.channelChanged(channel),
      marks: (emoji) => Object.values(app.current().config.incidents.reactions).includes(emoji),
      reaction: async ({ caller, ...mark }) =>
        caller && (await incidents.capture.marked(mark, viewerOf(caller))).ok ? 'recorded' : undefined,
    },
    sources: {
      channelOpened: incidents.results.channelOpened,
      channelDeleted: incidents.results.channelDeleted,
      channelsCounted: incidents.results.channelsCounted,
      keepChannelRules: incidents.results.keepChannelRules,
      keptChannelRules: incidents.results.keptChannelRules,
      voiceOpened: incidents.results.voiceOpened,
      voiceRefused: incidents.results.voiceRefused,
      voiceClosed: incidents.results.voiceClosed,
      messagePosted: oncall.messageSent,
      directMessageSent: oncall.messageSent,
      channelMissing: incidents.channelMissing,
      boards: {
        'card.refresh': {
          read: (effect) => incidents.boards.card(effect.stream),
          posted: (effect, _channelId, messageId, address) => incidents.results.cardPosted(effect, messageId, address),
        },
        announcement: {
          read: (effect) => incidents.boards.announcement(effect.stream),
          posted: incidents.results.announcementPosted,
        },
        'standing-message.refresh': {
          read: incidents.standingMessage.board,
          posted: incidents.standingMessage.posted,
          gone: incidents.standingMessage.deleted,
        },
        'run-card.refresh': actions.board,
      },
    },
  });
  app.names.setChat(discord.people);
  discord.ready.then(app.names.learnNameless).catch(() => undefined); // told by `ready`; names never reject
  oncall.connectChat(discord.effects);

  app.onCommandsChanged(() => {
    discord.registerAgain().catch((error: unknown) => {
      log.error({ err: error }, 'the commands of a plugin that was loaded late could not be registered');
    });
  });

  const worker = createEffectsWorker({
    store,
    clock,
    timeline,
    handlers: { ...discord.effects, ...app.effects },
    onTrouble: (error) => {
      log.error({ err: error }, 'effects could not be worked on; trying again');
    },
  });
  app.watch('Discord', () => {
    const { state, notes, latencyMs } = discord.status();
    const words = [state, ...(latencyMs === null ? [] : [`${latencyMs} ms`]), ...notes];
    return { good: state === 'ready' && notes.length === 0, line: [words.join('; ')] };
  });

  const start = async (): Promise<number | undefined> => {
    // What ran when Muster stopped is asked for before anything new begins.
    await app.recover();
    worker.start();
    if (options.web === undefined) return undefined;
    // Who works on the sandbox sits at this machine; of a real server's people nobody does.
    const { origin, hostname } = new URL(options.apiUrl);
    const onSandbox = LOOPBACK.has(hostname);
    const { web } = await createAppWeb(app, discord, metrics, onSandbox ? origin : undefined);
    closing.push(() => web.close());
    const { host, ports } = options.web;
    const port = await firstFree(ports, (wanted) => web.listen(host, wanted));
    if (onSandbox) app.links.setAddress(`http://127.0.0.1:${port}`);
    return port;
  };
  let hasFaults = false;
  const refused = async (sentences: readonly string[]): Promise<void> => {
    hasFaults = true;
    for (const sentence of sentences) log.error(`${sentence} What was right before stays in force.`);
    await oncall.refused(sentences).catch((error: unknown) => {
      log.error({ err: error }, 'that muster.yaml was not taken could not be told in the chat');
    });
  };
  const take = async (config: Config, placed: (path: readonly string[], message: string) => string): Promise<void> => {
    const outcome = await app.reload(config);
    if (outcome.refused.length > 0) {
      await refused(outcome.refused.map(({ path, message }) => placed(path, message)));
      return;
    }
    const repaired = hasFaults;
    hasFaults = false;
    if (outcome.commandsChanged) await discord.registerAgain();
    void app.names.learnNameless(); // one after the other, of a Discord that may be away: nobody waits for it
    if (repaired) log.warn('The configuration is repaired and in force.');
    else log.info('The configuration was read again and is in force.');
  };
  const closing: (() => Promise<void>)[] = [];
  const started = start();
  started.catch(() => undefined); // told by `ready`

  return {
    discord,
    webPort: started,
    ready: Promise.all([discord.ready, started]).then(() => undefined),
    refused,
    async reload(config, placed = (_path, message) => message) {
      try {
        await take(config, placed);
      } catch (error) {
        // A fault of Muster's own must not end it, whatever the file says.
        log.error({ err: error }, 'muster.yaml was read again, and not all that follows from it could be done');
        if (app.current().config !== config) await refused([placed([], `It could not be taken: ${messageOf(error)}.`)]);
      }
    },
    async stop() {
      await started.catch(() => undefined);
      for (const close of closing) await close();
      await discord.stop();
      await worker.stop();
    },
  };
}
