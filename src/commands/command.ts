import type { Answers } from './answers.ts';
import type { RichText } from '../base/rich-text.ts';
import type { Result } from '../base/result.ts';
import type { CommandContext } from './context.ts';
import type { Reply } from './message.ts';
import type { ArgsOf, Options, RawValue } from './option.ts';

/** What it may do to the world: reading is for everybody by default, anything above needs its permission. */
export type Risk = 'read' | 'record' | 'change' | 'danger';

/** How long it takes: `local` is answered in one request within 3 s, `waits` is deferred and then edited. */
export type Pace = 'local' | 'waits';

export interface CommandDeclaration<O extends Options> {
  /** One to three words, as typed: `incident declare`. */
  readonly name: string;
  readonly summary: string;
  /** For help and the documentation: when to use it, what happens. Several sentences are fine. */
  readonly details?: string;
  readonly examples?: readonly string[];
  /** A name from `catalog/permissions.ts`. */
  readonly permission: string;
  readonly risk: Risk;
  readonly pace?: Pace;
  /** Whom the answer is for when it does not say so itself, and who sees that it is being worked on. Default `public`. */
  readonly visibility?: 'public' | 'private';
  readonly options: O;
  run(args: ArgsOf<O>, context: CommandContext): Promise<Result<Reply>>;
}

/** A declared command with its argument types folded away: what the registry, the help and the adapters work with. */
export interface Command extends Omit<CommandDeclaration<Options>, 'run' | 'options'> {
  readonly type: 'command';
  readonly options: Options;
  /** Parses raw values by the declaration and runs the handler; does not check permission (dispatch does). */
  call(raw: Readonly<Record<string, RawValue>>, context: CommandContext): Promise<Result<Reply>>;
}

/** A button, menu or form of ours: `action` in its custom id finds it, after any restart. */
export interface ActionDeclaration {
  /** `incident.resolve`, `page.ack` … unique; at most 40 characters. */
  readonly action: string;
  readonly summary: RichText | string;
  readonly permission: string;
  readonly risk: Risk;
  readonly pace?: Pace;
  readonly visibility?: 'public' | 'private';
  /** Of what takes a form's answers: the action that opens it, by the same `args`. A refusal then offers it again, filled in. */
  readonly openedBy?: string;
  /** Of the answers, those that somebody typed and the form did not show already; all when left out. */
  readonly typed?: (args: readonly string[], fields: Answers) => Answers;
  /** What is typed there may hold what must not reach a disk: it is offered again until Muster is restarted, from memory. */
  readonly typedIsNotKept?: true;
  /**
   * `args` stood in the custom id and are hostile like everything else from outside; `fields` are a form's answers or a
   * menu's choice under `chosen`.
   */
  run(args: readonly string[], fields: Answers, context: CommandContext): Promise<Result<Reply>>;
}

/** An entry of a message's context menu. */
export interface MessageMenuDeclaration {
  readonly name: string;
  readonly permission: string;
  readonly risk: Risk;
  readonly pace?: Pace;
  readonly visibility?: 'public' | 'private';
  run(message: ChatMessage, context: CommandContext): Promise<Result<Reply>>;
}

/** A message of the chat as a command sees it. Text and names are somebody's words. */
export interface ChatMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly text: string;
  readonly sentAt: number;
  readonly permalink: string;
  readonly attachments: readonly {
    readonly name: string;
    readonly url: string;
    readonly contentType: string | null;
    readonly sizeBytes: number;
  }[];
  /** How many people other than Muster reacted with what, and whether Muster did; absent where nobody asked for it. */
  readonly reactions?: readonly { readonly emoji: string; readonly others: number; readonly own: boolean }[];
}
