import type { Instant } from '../base/clock.ts';
import type { RichText } from '../base/rich-text.ts';
import type { Permission } from '../catalog/permission.ts';
import type { Domain } from '../commands/domain.ts';
import { createBoards } from './boards.ts';
import { type WebAnswer, type WebRequest, createCallbacks } from './callbacks.ts';
import { type ChangeMark, changeLine, changeMarks, changesOf } from './changes.ts';
import { calendarLinkAction, deployCalendarCommand, deployDigestCommand } from './commands/deploy-calendar.ts';
import { deployCancelCommand } from './commands/deploy-cancel.ts';
import { deployLockCommand, deployQueueCommand, deployUnlockCommand } from './commands/deploy-locks.ts';
import {
  deployDiffCommand,
  deployHistoryCommand,
  deployStatusCommand,
  deployWhereCommand,
} from './commands/deploy-show.ts';
import { deployRollbackCommand, deployStartCommand } from './commands/deploy-start.ts';
import { runActions } from './commands/run-actions.ts';
import { runCommand } from './commands/run.ts';
import { unlockActions } from './commands/unlock-actions.ts';
import { serviceChangesCommand } from './commands/service-changes.ts';
import { createExecutor } from './execute.ts';
import { createGitHubWebhooks } from './github/webhooks.ts';
import { runsPrograms } from './configured.ts';
import { actionsHandlers } from './handlers.ts';
import { deployEvents, icsOf } from './deploys/deploy-calendar.ts';
import { digestTimers } from './digest-timer.ts';
import { outputTimer } from './output-timer.ts';
import { type ActionsParts, registerOf } from './parts.ts';
import { createLauncher } from './programs/launcher.ts';
import type { CalendarTimer } from '../timeline/calendar.ts';
import type { Plugins } from './runners/plugin.ts';
import { actionsPermissionsOf } from './permissions.ts';

/** Its name in the address: `/calendars/deploys.ics`. */
const DEPLOYS_CALENDAR = 'deploys';
/** No schedule can be called so: their names begin with a letter or digit. */
const BESIDE_SCHEDULE = '_deploys';

/** What the calendar of deploys is called; a schedule of the same name keeps its own. */
export const deploysCalendarBeside = (schedules: Readonly<Record<string, unknown>>): string =>
  Object.hasOwn(schedules, DEPLOYS_CALENDAR) ? BESIDE_SCHEDULE : DEPLOYS_CALENDAR;

export interface ActionsOptions extends Omit<ActionsParts, 'launcher' | 'plugins'> {
  /** Asked for at each use: plugins come and go with muster.yaml. Undefined where none are run. */
  readonly plugins?: () => Plugins | undefined;
  /** Names of services, for completion. */
  readonly services: () => readonly string[];
}

export interface Actions extends Domain {
  /** Those of this domain, and those that actions and environments in muster.yaml name for themselves. */
  permissions(): readonly Permission[];
  /** For `run-card.refresh`: what a run's card shows now, where it stands, and where it was posted. */
  readonly board: ReturnType<typeof createBoards>;
  /** Before the effects worker starts: what was running when Muster stopped is asked for, or said to be of unknown outcome. */
  recover(): Promise<void>;
  /** Ends what runs here; resolves when that is on disk. */
  stop(): Promise<void>;
  /** What happens by the calendar: for `createCalendar`. */
  timers(): readonly CalendarTimer[];
  /** Freezes and deploys that wait, as an iCalendar file: for `/calendars/deploys.ics`. */
  calendar(): Promise<string>;
  /** `POST /callbacks/:run` */
  callback(run: string, request: WebRequest): Promise<WebAnswer>;
  /** `POST /webhooks/github` */
  githubWebhook(request: WebRequest): Promise<WebAnswer>;
  /** Deploys and other changes that began in the span, in order of time: marks for an incident's picture. */
  marks(services: readonly string[], from: Instant, to: Instant): Promise<readonly ChangeMark[]>;
  /** What changed in a service since then, one line each, latest first: for the card of a new incident. */
  changesOf(service: string, since: Instant): Promise<readonly { readonly at: Instant; readonly line: RichText }[]>;
}

/** Runbook actions and deploys: everything that a chat or a web server may ask of them. */
export function createActions(options: ActionsOptions): Actions {
  const launcher = createLauncher();
  const parts: ActionsParts = {
    ...options,
    launcher,
    plugins: {
      find: (name) => options.plugins?.()?.find(name),
      run: async (order) =>
        (await options.plugins?.()?.run(order)) ?? {
          outcome: 'refused',
          message: 'No plugins are loaded here. Nothing was run.',
          text: '',
          verdict: 'bad',
        },
    },
  };
  const executor = createExecutor(parts);
  const callback = createCallbacks(parts, executor);
  const githubWebhook = createGitHubWebhooks(parts, executor);
  return {
    /** Made anew each time they are asked for: `/run` takes the parameters that muster.yaml names now. */
    get commands() {
      return [
        runCommand(parts),
        deployStartCommand(parts),
        deployRollbackCommand(parts),
        deployCancelCommand(parts, executor),
        deployStatusCommand(parts),
        deployHistoryCommand(parts),
        deployDiffCommand(parts),
        deployWhereCommand(parts),
        deployLockCommand(parts),
        deployUnlockCommand(parts),
        deployQueueCommand(parts),
        deployCalendarCommand(parts),
        deployDigestCommand(parts),
        serviceChangesCommand(parts, options.services),
      ];
    },
    permissions: () => actionsPermissionsOf(parts.config()),
    actions: [...runActions(parts, executor), ...unlockActions(parts), calendarLinkAction(parts)],
    menus: [],
    effects: actionsHandlers(parts, executor),
    board: createBoards(parts, executor),
    async recover() {
      if (runsPrograms(parts.config())) launcher.warm();
      await executor.recover();
    },
    async stop() {
      await executor.stop();
      launcher.close();
    },
    timers: () => [...digestTimers(parts), outputTimer(parts)],
    async calendar() {
      const now = parts.clock.now();
      return icsOf(deployEvents(parts.config(), await registerOf(parts), now), now);
    },
    callback,
    githubWebhook,
    marks: (services, from, to) => changeMarks(parts.store, services, from, to),
    async changesOf(service, since) {
      const rows = await changesOf(parts.store, service, since);
      return rows.map((row) => ({ at: row.startedAt ?? row.askedAt, line: changeLine(row) }));
    },
  };
}
