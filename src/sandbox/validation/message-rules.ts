import { type Fault, checkComponents } from './component-rules.ts';
import { type FormErrors, addFieldError, invalidForm, refused } from '../refused.ts';

/** What a message may be made of, as far as the rules over several fields read it. */
export interface MessageBody {
  readonly content?: string | null | undefined;
  readonly embeds?: readonly EmbedBody[] | null | undefined;
  readonly components?: readonly unknown[] | null | undefined;
  readonly sticker_ids?: readonly string[] | null | undefined;
  readonly poll?: unknown;
}

export interface EmbedBody {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly footer?: { readonly text?: string | null | undefined } | null | undefined;
  readonly author?: { readonly name?: string | null | undefined } | null | undefined;
  readonly fields?: readonly { readonly name?: string; readonly value?: string }[] | null | undefined;
}

export const COMPONENTS_V2 = 1 << 15;
const LONGEST_CONTENT = 2000;
const LONGEST_EMBEDS = 6000;

/**
 * The rules that Discord's document does not know. `flags` are those that the message will have, `files` how many come along.
 * Refuses 50035; 50006 for a message with nothing in it.
 */
export function checkMessage(body: MessageBody, flags: number, files: number): void {
  const errors: FormErrors = {};
  let faulty = false;
  const fault = (path: readonly PropertyKey[], code: string, message: string): void => {
    faulty = true;
    addFieldError(errors, path, { code, message });
  };
  const { content, embeds, components } = body;
  if (content && content.length > LONGEST_CONTENT && [...content].length > LONGEST_CONTENT) {
    fault(['content'], 'BASE_TYPE_MAX_LENGTH', `Must be ${LONGEST_CONTENT} or fewer in length.`);
  }
  if (embeds && embeds.length > 0) checkEmbeds(embeds, fault);
  if (components && components.length > 0) checkComponents(components, (flags & COMPONENTS_V2) !== 0, fault);
  if (flags & COMPONENTS_V2) {
    const why = "The 'IS_COMPONENTS_V2' message flag excludes this field.";
    for (const [field, given] of [
      ['content', content],
      ['embeds', embeds?.length],
      ['poll', body.poll],
      ['sticker_ids', body.sticker_ids?.length],
    ] as const) {
      if (given) fault([field], 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', why);
    }
  }
  if (faulty) throw invalidForm(errors);
  if (isBlank(content) && !embeds?.length && !components?.length && !files && !body.poll && !body.sticker_ids?.length) {
    throw refused(50006);
  }
}

const isBlank = (content: string | null | undefined): boolean => !content || content.trim() === '';

function checkEmbeds(embeds: readonly EmbedBody[], fault: Fault): void {
  let total = 0;
  const length = (text: string | null | undefined): number => (text ? [...text.trim()].length : 0);
  embeds.forEach((embed, index) => {
    total += length(embed.title) + length(embed.description) + length(embed.footer?.text) + length(embed.author?.name);
    embed.fields?.forEach((field, at) => {
      total += length(field.name) + length(field.value);
      for (const part of ['name', 'value'] as const) {
        if (length(field[part]) === 0)
          fault(['embeds', index, 'fields', at, part], 'BASE_TYPE_REQUIRED', 'This field is required');
      }
    });
    if (!Object.values(embed).some((part) => part !== null && part !== undefined && part !== '')) {
      fault(['embeds', index], 'MODEL_TYPE_EMPTY', 'Embed is empty.');
    }
  });
  if (total > LONGEST_EMBEDS) {
    fault(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${LONGEST_EMBEDS}`);
  }
}
