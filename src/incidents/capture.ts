import type { Instant } from '../base/clock.ts';
import { takeWhole } from '../base/take-whole.ts';
import { type Result, refuse } from '../base/result.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { ChatMessage } from '../commands/command.ts';
import type { Cause } from '../timeline/cause.ts';
import { decideChannelLost } from './decide/channel-lost.ts';
import { capturedAs } from './captured-messages.ts';
import { type CaptureChange, decideCapture, decideCaptureChange } from './decide/capture.ts';
import { record } from './decide/recorded.ts';
import { threadOpened } from './entries/thread-opened.ts';
import { decideAddTask } from './decide/task.ts';
import { incidentFold } from './fold.ts';
import { changeIncident, type IncidentParts, type Recorded } from './parts.ts';
import { ROOT } from './root-viewer.ts';
import { messageCaptured } from './entries/message-captured.ts';
import { textHash } from './text-hash.ts';
import { mayRecord } from './commands/may-decide.ts';

/** A reaction as the chat tells of it. */
export interface Mark {
  readonly emoji: string;
  readonly added: boolean;
  readonly personId: string;
  readonly channelId: string;
  readonly messageId: string;
  /** Undefined when it cannot be read any more. */
  readonly message: ChatMessage | undefined;
  readonly causeId: string;
}

export interface OpenedThread {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly openedAt: Instant;
}

/** What happens in chat without a command, put on the timeline of the incident whose channel it happened in. */
export function createCapture(parts: IncidentParts) {
  /** Threads that are being recorded at this moment: their first message comes right behind. */
  const opening = new Map<string, Promise<unknown>>();
  const streamAt = async (channelId: string, viewer: Viewer | undefined) => {
    await opening.get(channelId);
    return parts.lookup.byChannel(channelId, viewer ?? ROOT);
  };

  const changed = async (
    channelId: string,
    messageId: string,
    change: CaptureChange,
    cause: Cause,
  ): Promise<Result<Recorded>> => {
    const row = await streamAt(channelId, undefined);
    if (!row) return refuse('capture/place', 'That is no incident’s channel.');
    // Edited to and fro: the same words may come again, and are then a change again.
    const head = await parts.store.head(row.stream);
    const once = { ...cause, causeId: `${cause.causeId}:${change.type === 'edited' ? (head?.seq ?? 0) : ''}` };
    return changeIncident(parts, row.stream, once, (state, context) =>
      decideCaptureChange(state, messageId, change, context),
    );
  };

  return {
    /** 📌 puts a message on the timeline, ✅ makes a task of it; when the last 📌 is taken back, it is revised away. */
    async marked(mark: Mark, viewer: Viewer): Promise<Result<Recorded>> {
      const { timeline: pin, task } = parts.config().reactions;
      const row = await streamAt(mark.channelId, viewer);
      if (!row) return refuse('capture/place', 'That is no incident’s channel.');
      if (!mayRecord(row, viewer)) return refuse('permission/missing', 'Only those who take part may record.');
      // The same mark may come, go and come again; delivered twice it meets the same head, or finds it done.
      const head = await parts.store.head(row.stream);
      const cause: Cause = {
        causeId: `${mark.causeId}:${head?.seq ?? 0}`,
        actor: { kind: 'person', id: mark.personId },
        source: { kind: 'reaction', correlationId: mark.messageId },
      };
      const { message } = mark;
      if (mark.emoji === pin && !mark.added) return withdraw(row.stream, mark, cause);
      if (!mark.added) return refuse('capture/nothing', 'A task stays when its mark is taken back.');
      if (!message) return refuse('capture/unreadable', 'That message cannot be read.');
      if (mark.emoji === pin) {
        const names = await parts.namesIn(message.text);
        return changeIncident(parts, row.stream, cause, (state, context) =>
          decideCapture(state, { message, by: mark.personId, names }, context),
        );
      }
      if (mark.emoji !== task) return refuse('capture/emoji', 'Nothing is bound to that reaction.');
      const text = message.text.trim() === '' ? `See ${message.permalink}` : takeWhole(message.text, 500);
      return changeIncident(
        parts,
        row.stream,
        // One task a message, however many react.
        { ...cause, causeId: `task:${row.stream}:${message.id}` },
        (state, context) =>
          decideAddTask(state, { text, followUp: false, assignee: null, dueAt: null, message: message.id }, context),
      );
    },

    /** Whether it is a thread that is being recorded just now. */
    opens: (channelId: string): boolean => opening.has(channelId),

    threadOpened: mapThread,

    /** When a session begins: those that were opened in incidents' channels while nobody listened. */
    async threadsThere(threads: readonly OpenedThread[]): Promise<void> {
      for (const thread of threads) {
        const parent = await streamAt(thread.parentId, undefined);
        if (parent && !(await streamAt(thread.id, undefined))) await mapThread(thread);
      }
    },

    /** Of every message, when the configuration wants that. */
    async said(message: ChatMessage): Promise<Result<Recorded>> {
      if (!parts.config().captureEverything) return refuse('capture/off', 'Not every message is recorded.');
      const row = await streamAt(message.channelId, undefined);
      if (!row) return refuse('capture/place', 'That is no incident’s channel.');
      const cause: Cause = {
        causeId: `message:${message.id}`,
        actor: { kind: 'person', id: message.authorId },
        source: { kind: 'message', permalink: message.permalink, correlationId: message.id },
      };
      const names = await parts.namesIn(message.text);
      return changeIncident(parts, row.stream, cause, (state, context) =>
        decideCapture(state, { message, by: null, names }, context),
      );
    },

    /** An incident that is still being worked on goes on in a new channel; without its voice channel. */
    async channelDeleted(channelId: string): Promise<Result<unknown>> {
      const row = await streamAt(channelId, undefined);
      const voice = row && (await parts.timeline.state(row.stream, incidentFold)).voice.channelId;
      if (!row || ![row.channelId, voice].includes(channelId))
        return refuse('capture/place', 'That is no incident’s channel.');
      const kind = row.channelId === channelId ? 'channel.delete' : 'voice.close';
      const deleting = await parts.store.effects({ kind, stream: row.stream, limit: 9 });
      if (deleting.some(({ state }) => state === 'pending' || state === 'running')) {
        return refuse('capture/own', 'Muster deletes it itself.');
      }
      const cause: Cause = {
        causeId: `channel-deleted:${channelId}`,
        actor: { kind: 'anonymous', id: 'somebody' },
        source: { kind: 'message', correlationId: channelId },
      };
      return changeIncident(parts, row.stream, cause, (state, context) =>
        decideChannelLost(state, channelId, parts.config(), context),
      );
    },

    async edited({ channelId, id, text, authorId, permalink }: ChatMessage): Promise<Result<Recorded>> {
      const cause: Cause = {
        causeId: `edit:${id}:${textHash(text)}`,
        actor: { kind: 'person', id: authorId },
        source: { kind: 'message', permalink, correlationId: id },
      };
      return changed(channelId, id, { type: 'edited', text, names: await parts.namesIn(text) }, cause);
    },

    deleted: (channelId: string, messageId: string): Promise<Result<Recorded>> =>
      changed(
        channelId,
        messageId,
        { type: 'deleted' },
        {
          causeId: `delete:${messageId}`,
          actor: { kind: 'anonymous', id: 'somebody' },
          source: { kind: 'message', correlationId: messageId },
        },
      ),
  };

  /** A thread in an incident's channel belongs to the incident. */
  function mapThread(thread: OpenedThread): Promise<Result<Recorded>> {
    const recorded = recordThread(thread);
    const settled = recorded
      .catch(() => undefined) // told to the caller
      .finally(() => opening.delete(thread.id));
    opening.set(thread.id, settled);
    return recorded;
  }

  async function recordThread(thread: OpenedThread): Promise<Result<Recorded>> {
    const row = await streamAt(thread.parentId, undefined);
    if (!row || row.channelId !== thread.parentId) return refuse('capture/place', 'That is no incident’s channel.');
    const cause: Cause = {
      causeId: `thread:${thread.id}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'message', correlationId: thread.id },
    };
    return changeIncident(parts, row.stream, cause, (_state, context) =>
      record(
        threadOpened(
          { thread: thread.id, name: thread.name.slice(0, 200) },
          { when: { precision: 'second', at: Math.min(thread.openedAt, context.now) } },
        ),
        context,
      ),
    );
  }

  async function withdraw(stream: string, mark: Mark, cause: Cause): Promise<Result<Recorded>> {
    const { captured } = await parts.timeline.state(stream, incidentFold);
    const kept = capturedAs(captured, mark.messageId);
    const entry = kept && (await parts.store.find(kept.entry));
    const by = entry && messageCaptured.schema.safeParse(entry.data).data?.by;
    const marks = mark.message?.reactions?.find(({ emoji }) => emoji === mark.emoji);
    if (marks && marks.others > 0) return refuse('capture/marked', 'Somebody else’s mark is still on it; it stays.');
    // Muster's own mark says that it was put there by marks; theirs was the last of them.
    if (by !== mark.personId && marks?.own !== true)
      return refuse('capture/other', 'Somebody else put it on the timeline; it stays.');
    return changeIncident(parts, stream, cause, (state, context) =>
      decideCaptureChange(state, mark.messageId, { type: 'withdrawn' }, context),
    );
  }
}

export type Capture = ReturnType<typeof createCapture>;
