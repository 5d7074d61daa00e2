import type { Clock, Instant } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Services } from '../catalog/services.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { ActionDeclaration, Command } from '../commands/command.ts';
import type { CommandContext } from '../commands/context.ts';
import type { CallTarget } from '../commands/dispatch.ts';
import type { Domain } from '../commands/domain.ts';
import type { UploadedFile } from '../commands/option.ts';
import type { Cause } from '../timeline/cause.ts';
import type { EntryKinds } from '../timeline/entry-kind.ts';
import type { Store } from '../timeline/store.ts';
import { createErasure } from '../timeline/erasure.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { createAnswersWithoutSecrets } from './answers-without-secrets.ts';
import { type Capture, createCapture } from './capture.ts';
import { watchChannels } from './watch-channels.ts';
import { type Board, createBoards } from './boards.ts';
import { addCommand, joinAction } from './commands/add.ts';
import { backfillActions, backfillCommand } from './commands/backfill.ts';
import { correctCommand } from './commands/correct.ts';
import { declareCommand } from './commands/declare.ts';
import { describeCommands } from './commands/describe-incident.ts';
import { exportAction, exportCommand, fileName } from './commands/export.ts';
import { pageLinkAction } from './commands/page-link.ts';
import { parseNumber } from './commands/incident-options.ts';
import { linkCommand } from './commands/link.ts';
import { listActions, listCommand } from './commands/list.ts';
import { declareAsk, declareSubmit } from './commands/forms/declare-form.ts';
import { cancelForm } from './commands/forms/cancel-form.ts';
import { correctForm } from './commands/forms/correct-form.ts';
import { describeForm } from './commands/forms/describe-form.ts';
import { linkForm } from './commands/forms/link-form.ts';
import { milestoneForm } from './commands/forms/milestone-form.ts';
import { peopleForms } from './commands/forms/people-form.ts';
import { postmortemForms } from './commands/forms/postmortem-forms.ts';
import { roleForm } from './commands/forms/role-form.ts';
import { taskForms } from './commands/forms/task-forms.ts';
import { milestoneCommand } from './commands/milestone.ts';
import { confirmMilestone } from './commands/odd-time.ts';
import { moreAction } from './commands/more.ts';
import { noteActions, noteCommand } from './commands/note.ts';
import { retryAction, retryCommand } from './commands/retry.ts';
import { roleCommand, takeRole } from './commands/role.ts';
import { severityActions, severityCommand } from './commands/severity.ts';
import { keepAction } from './commands/keep.ts';
import { pictureAction } from './commands/show-picture.ts';
import { showAction, showCommand } from './commands/show.ts';
import { eraseCommand } from './commands/erase.ts';
import { messageMenus } from './commands/message-menus.ts';
import { postmortemActions, postmortemCommand } from './commands/postmortem.ts';
import { remindActions } from './commands/remind.ts';
import { serviceCommands } from './commands/service.ts';
import { statsCommand } from './commands/stats.ts';
import { subscribeAction } from './commands/subscribe.ts';
import { taskCommand, taskDoneAction, tasksAction } from './commands/task.ts';
import { triageActions } from './commands/triage.ts';
import { cancelCommand, statusActions, statusCommand, statusWayCommands } from './commands/status.ts';
import { timelineActions, timelineCommand } from './commands/timeline.ts';
import { updateActions, updateCommand } from './commands/update.ts';
import type { IncidentsConfig } from './config.ts';
import { type ExportFormat, exportIncident } from './export/export-incident.ts';
import { importIncident, type Imported } from './export/import.ts';
import { armDeletions } from './arm-deletions.ts';
import { deletionHandlers } from './channel-deletion.ts';
import { diagnoseHandler } from './diagnose.ts';
import { createLateAnswers, type LateAnswers } from './late-answers.ts';
import { createDiscretion } from './discretion.ts';
import { createKeepPlaces } from './keep-places.ts';
import { createLookup, type Lookup } from './lookup.ts';
import type { Outside } from './outside.ts';
import { changeIncident, type IncidentParts } from './parts.ts';
import { channelMissing } from './missing-channel.ts';
import { createResults } from './results.ts';
import { createStandingMessage } from './standing-message.ts';
import { watchParked } from './watch-parked.ts';
import { lastRecordedBy } from './view/time-travel.ts';
import { decideAddResponders } from './decide/add-responder.ts';
import { type Declared, decideDeclare, type Declaring } from './decide/declare.ts';
import { registerFold } from './register.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import { timerHandlers } from './timer-handlers.ts';
import { createAnswerUnanswered } from './unanswered.ts';
import { readUpload } from './uploads/read-upload.ts';
import { isInvolved } from './state.ts';

export interface IncidentsOptions extends Partial<Outside> {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  /** All domains' kinds: an incident's timeline holds pages, diagnostics and deploys, too. */
  readonly kinds: EntryKinds;
  readonly newId: (now: Instant) => string;
  /** Asked for at each use: muster.yaml may have been reloaded. */
  readonly config: () => IncidentsConfig;
  readonly services: () => Services;
  /** Those of the environment: masked wherever they turn up, in what is told as on the record. */
  readonly secrets?: readonly string[];
  /** The organisation's zone, for exports. */
  readonly timeZone: () => string;
  /** A person's name by opaque id; undefined when nobody knows. */
  readonly nameOf: (id: string) => string | undefined;
  /** Finds out names that `nameOf` does not know yet, where somebody can be asked; never rejects. */
  readonly learnNames?: (ids: readonly string[]) => Promise<void>;
  /** Takes the names that an import brings, of those whom nobody here knows. */
  readonly believeNames?: (names: ReadonlyMap<string, string>) => void;
  /** The text of an uploaded file; by default it is fetched from where the chat says it is. */
  readonly readFile?: (file: UploadedFile, mostBytes: number) => Promise<Result<string>>;
}

export interface Incidents extends Domain, LateAnswers {
  /** At a start: has what the last Muster recorded for somebody, and perhaps never told them, said once. */
  readonly answerUnanswered: () => Promise<void>;
  readonly lookup: Lookup;
  /** Permissions that taking part in the incident at hand gives: `involvement` of the dispatcher. */
  involvement(context: CommandContext, target: CallTarget): Promise<ReadonlySet<string>>;
  /** What a card or an announcement shows now, and where it stands: for `card.refresh` and `announcement`. */
  readonly boards: { card(stream: string): Promise<Board | undefined>; announcement(stream: string): Promise<Board> };
  /** For alerts and other machines: with `triage` it waits until a person accepts it. */
  declare(input: Declaring, cause: Cause): Promise<Result<Declared>>;
  /** Who was paged for it and answers takes part in it, and sees its channel. Refuses `responder/same` who does already. */
  pageAnswered(stream: string, answer: { readonly person: string; readonly page: number }): Promise<Result<unknown>>;
  /** For the command line and the web. Undefined when this viewer can see no such incident. */
  exportOf(
    number: number,
    format: ExportFormat,
    viewer: Viewer,
    at?: Instant,
  ): Promise<{ readonly fileName: string; readonly text: AsyncIterable<string> } | undefined>;
  /** Reads a `muster.incident/1` document; no effects. */
  importFrom(text: string, cause: Cause): Promise<Result<Imported>>;
  /** The pinned message that incidents are declared from. */
  readonly standingMessage: ReturnType<typeof createStandingMessage>;
  /** What happens in chat without a command: marks, edits, deletions. */
  readonly capture: Capture;
  /** At a start, and when muster.yaml was read again: see `arm-deletions.ts`. */
  readonly armDeletions: () => Promise<void>;
  /** What changes in Discord by no command, and what changed while nobody listened. */
  readonly places: ReturnType<typeof createKeepPlaces>;
  /** Told of a channel that the chat does not know: see `channelMissing`. */
  readonly channelMissing: ReturnType<typeof channelMissing>;
  /** Which channels are incidents': asked of every message, so it answers at once. */
  readonly channels: { has(channelId: string): boolean };
  /** What the chat learned by doing an effect; each marks it as done. */
  readonly results: ReturnType<typeof createResults>;
}

/** The incidents of one organisation: everything that a chat, a web page or the command line may ask of them. */
export function createIncidents(options: IncidentsOptions): Incidents {
  const { timeline, store, clock, secrets = [] } = options;
  const lookup = createLookup(store);
  const erasure = createErasure({ store, timeline });
  const parts: IncidentParts = {
    timeline,
    store,
    clock,
    kinds: options.kinds,
    lookup,
    config: options.config,
    services: options.services,
    nameOf: options.nameOf,
    learnNames: async (ids) => options.learnNames?.(ids),
    believeNames: (names) => options.believeNames?.(names),
    timeZone: options.timeZone,
    secrets,
    newId: () => options.newId(clock.now()),
    readFile: options.readFile ?? readUpload,
    erase: (stream, entryIds, reason, cause) => erasure.erase({ stream, entryIds, reason, cause }),
    linkFor: options.linkFor ?? (() => undefined),
    effectWords: options.effectWords ?? ((kind) => kind),
    operators: options.operators ?? (() => []),
    diagnosing: new Map(),
    presetsOf: options.presetsOf ?? (() => []),
    changesOf: options.changesOf ?? (async () => []),
    onCallFor: options.onCallFor ?? (async () => undefined),
    pagedAt: options.pagedAt ?? (async () => undefined),
    marks: options.marks ?? (async () => []),
    namesIn: options.namesIn ?? (async () => ({})),
    diagnose: options.diagnose ?? (async () => refuse('diagnostic/none', 'Nothing runs diagnostics here.')),
  };

  watchParked(parts);

  const commands = (): readonly Command[] => [
    declareCommand(parts),
    updateCommand(parts),
    noteCommand(parts),
    statusCommand(parts),
    severityCommand(parts),
    roleCommand(parts),
    linkCommand(parts),
    ...describeCommands(parts),
    addCommand(parts),
    timelineCommand(parts),
    backfillCommand(parts),
    exportCommand(parts),
    correctCommand(parts),
    milestoneCommand(parts),
    ...statusWayCommands(parts),
    showCommand(parts),
    listCommand(parts),
    retryCommand(parts),
    cancelCommand(parts),
    taskCommand(parts),
    statsCommand(parts),
    postmortemCommand(parts),
    eraseCommand(parts),
    ...serviceCommands(parts),
  ];
  const actions: readonly ActionDeclaration[] = [
    declareAsk(parts),
    declareSubmit(parts),
    ...updateActions(parts),
    ...noteActions(parts),
    ...severityActions(parts),
    ...statusActions(parts),
    takeRole(parts),
    joinAction(parts),
    showAction(parts),
    keepAction(parts),
    pictureAction(parts),
    ...listActions(parts),
    ...timelineActions(parts),
    retryAction(parts),
    ...backfillActions(parts),
    exportAction(parts),
    pageLinkAction(parts),
    taskDoneAction(parts),
    tasksAction(parts),
    subscribeAction(parts),
    ...remindActions(parts),
    ...triageActions(parts),
    ...postmortemActions(parts),
    moreAction(parts),
    ...roleForm(parts),
    ...peopleForms(parts),
    ...describeForm(parts),
    ...milestoneForm(parts),
    confirmMilestone(parts),
    ...taskForms(parts),
    ...linkForm(parts),
    ...correctForm(parts),
    ...cancelForm(parts),
    ...postmortemForms(parts),
  ];

  const discretion = createDiscretion(lookup);
  const answers = createAnswersWithoutSecrets(secrets);
  const late = createLateAnswers(parts);
  const capture = createCapture(parts);
  const channels = watchChannels(parts);
  return {
    // Anew after a reload: what one chooses from says what muster.yaml says.
    get commands() {
      return commands().map(answers.command).map(discretion.command);
    },
    actions: actions.map(answers.action).map(discretion.action),
    menus: messageMenus(parts),
    effects: { ...timerHandlers(parts), ...deletionHandlers(parts), 'incident.diagnose': diagnoseHandler(parts) },
    lookup,

    async involvement(context, { raw, args }) {
      const written = typeof raw['incident'] === 'string' ? raw['incident'] : args[0];
      const number = written === undefined ? undefined : parseNumber(written);
      const row = await lookup.locate(number?.ok ? number.value : undefined, context);
      // Where no incident is meant, there is none to be kept out of: the command itself says what is missing.
      return new Set(!row.ok || isInvolved(row.value, context.viewer) ? ['incident.respond'] : []);
    },

    async declare(input, cause) {
      const committed = await timeline.change(ORGANISATION, registerFold, cause, (register, context) =>
        decideDeclare(register, input, { config: options.config(), secrets }, context),
      );
      return committed.ok ? ok(committed.value.answer) : committed;
    },
    pageAnswered: (stream, { person, page }) =>
      changeIncident(
        parts,
        stream,
        {
          causeId: `page-answered:${stream}:${page}:${person}`,
          actor: { kind: 'person', id: person },
          source: { kind: 'effect', correlationId: `page-${page}` },
        },
        (state, context) => decideAddResponders(state, [{ person, page }], context),
      ),
    async exportOf(number, format, viewer, at) {
      const row = await lookup.byNumber(number, viewer);
      if (!row) return undefined;
      const back = at === undefined ? undefined : { at, upTo: await lastRecordedBy(timeline, row.stream, at) };
      return { fileName: fileName(row, format), text: exportIncident(parts, row, format, back) };
    },
    importFrom: (text, cause) => importIncident(parts, text, cause),

    ...late,
    answerUnanswered: createAnswerUnanswered(parts, late),
    boards: createBoards(parts),
    results: createResults(parts),
    standingMessage: createStandingMessage(parts),
    capture,
    armDeletions: () => armDeletions(parts),
    places: createKeepPlaces(parts),
    channelMissing: channelMissing(parts, capture),
    channels: { has: (channelId) => channels.has(channelId) || capture.opens(channelId) },
  };
}
