import type { RichText } from '../base/rich-text.ts';

/**
 * What Muster says, as data: handlers and cards return this, renderers (Discord, plain text, HTML) draw it and fit it to
 * their limits. Plain JSON, so that it can be the payload of an effect.
 */
export type Message = {
  readonly tone?: Tone;
  readonly title?: RichText;
  readonly blocks: readonly Block[];
  readonly buttons?: readonly (readonly Button[])[];
  readonly menus?: readonly Menu[];
  readonly files?: readonly FilePart[];
  /** Small print under everything. */
  readonly footer?: RichText;
  /** Whom it may ping; nobody else is pinged whatever the text says. */
  readonly ping?: { readonly people?: readonly string[]; readonly roles?: readonly string[]; readonly here?: true };
  /** Of one that pings, what a phone's notification says; the title when left out, without one the message itself. */
  readonly preview?: RichText;
  /** It makes no sound: whom it pings, or who follows the channel, sees a mark beside it. */
  readonly quiet?: true;
};

/** Colour and mark; never the only sign of what it says. */
export type Tone = 'neutral' | 'good' | 'warning' | 'bad' | 'critical';

export type Block =
  | { readonly type: 'text'; readonly text: RichText }
  /** Names and values, side by side where there is room. */
  | { readonly type: 'facts'; readonly facts: readonly { readonly name: string; readonly value: RichText }[] }
  | { readonly type: 'list'; readonly items: readonly RichText[]; readonly ordered?: true }
  | { readonly type: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  /** Somebody's or some program's words, fixed width; cannot break out of its fence. */
  | { readonly type: 'code'; readonly text: string; readonly language?: string }
  /** What somebody wrote at length, in Markdown, with `lead` before its first words. */
  | { readonly type: 'prose'; readonly lead: RichText; readonly text: string }
  /** Somebody's words, several lines, as they were typed. */
  | { readonly type: 'quote'; readonly text: string }
  /** The name of one of `files`, shown as a picture. */
  | { readonly type: 'picture'; readonly file: string }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'divider' };

export type Column = { readonly name: string; readonly align?: 'left' | 'right' };

export type Button = {
  readonly label: string;
  readonly style?: 'primary' | 'secondary' | 'success' | 'danger';
  readonly emoji?: string;
  readonly disabled?: true;
} & (
  | {
      /** Which declared action it calls (`commands/action.ts`), with its arguments. */ readonly action: string;
      readonly args?: readonly string[];
    }
  | { readonly url: string }
);

export type Menu = {
  readonly action: string;
  readonly args?: readonly string[];
  readonly placeholder: string;
  readonly choose:
    | 'people'
    | 'roles'
    | 'channels'
    | readonly {
        readonly label: string;
        readonly value: string;
        readonly description?: string;
        readonly selected?: true;
      }[];
  readonly least?: number;
  readonly most?: number;
};

export type FilePart = {
  readonly name: string;
  /** Shown to who cannot see it; required for pictures. */
  readonly alt?: string;
  readonly contentType: string;
  /** Base64 in effects' payloads; bytes where it never leaves the process. */
  readonly content: Uint8Array | { readonly base64: string };
};

/** A form that opens in front of the person. Fields come back as text or lists of ids under their names. */
export interface Form {
  readonly action: string;
  readonly args?: readonly string[];
  readonly title: string;
  readonly fields: readonly FormField[];
}

export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly required?: boolean;
} & (
  | {
      readonly type: 'text';
      readonly lines?: 'one' | 'many';
      readonly value?: string;
      readonly placeholder?: string;
      readonly most?: number;
    }
  | {
      readonly type: 'choice';
      readonly choices: readonly {
        readonly label: string;
        readonly value: string;
        readonly description?: string;
        readonly selected?: true;
      }[];
      /** How many may be chosen; one when left out. */
      readonly most?: number;
    }
  | { readonly type: 'person' | 'role' | 'channel'; readonly most?: number }
  | { readonly type: 'file' }
);

/** A handler's answer. */
export type Reply =
  | {
      readonly reply: 'message';
      readonly message: Message;
      /** `private`: only who asked sees it. Default `public`, in an incident's channel and elsewhere. */
      readonly visibility?: 'public' | 'private';
    }
  | { readonly reply: 'form'; readonly form: Form }
  /** The message whose button was pressed takes this shape. */
  | { readonly reply: 'update'; readonly message: Message };

export const say = (message: Message): Reply => ({ reply: 'message', message });
export const whisper = (message: Message): Reply => ({ reply: 'message', message, visibility: 'private' });
export const openForm = (form: Form): Reply => ({ reply: 'form', form });
export const updateMessage = (message: Message): Reply => ({ reply: 'update', message });

/** What somebody wrote at length, as a block; none of an empty text. */
export const prose = (lead: RichText, text: string): readonly Block[] =>
  text === '' ? [] : [{ type: 'prose', lead, text }];

/** The words with what leads to them: `Impact: nobody can pay`. */
export const ledBy = (lead: RichText, words: RichText): RichText =>
  lead.length === 0 ? words : [...lead, ' ', ...words];

/** One paragraph, as a block. */
export const sentence = (text: RichText): readonly Block[] => [{ type: 'text', text }];

/** A message of one paragraph. */
export const paragraph = (text: RichText, more: Omit<Message, 'blocks'> = {}): Message => ({
  ...more,
  blocks: [{ type: 'text', text }],
});
