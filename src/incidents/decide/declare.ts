import { maskText } from '../../base/masking.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { rich, strong } from '../../base/rich-text.ts';
import { sentence } from '../../commands/message.ts';
import { inPlainWords, tellAudience } from '../audience.ts';
import { stateTimers } from '../timers.ts';
import type { IncidentsConfig } from '../config.ts';
import { incidentEffects } from '../effects.ts';
import { incidentDeclared } from '../entries/incident-declared.ts';
import { voiceRequested } from '../entries/voice-requested.ts';
import { incidentRegistered } from '../entries/incident-registered.ts';
import type { Register } from '../register.ts';
import { type IncidentState, NO_INCIDENT } from '../state.ts';
import type { IncidentKind, Severity } from '../vocabulary.ts';

export interface Declaring {
  readonly title: string;
  readonly severity: Severity;
  readonly description: string;
  readonly services: readonly string[];
  readonly kind: IncidentKind;
  readonly private: boolean;
  /** Whether a person must accept it first. */
  readonly triage: boolean;
  /** Whether a voice channel is opened beside the incident's own. */
  readonly voice?: boolean;
  readonly declarer: string | null;
  readonly message?: {
    readonly id: string;
    readonly author: string;
    readonly sentAt: number;
    readonly permalink: string;
    readonly text: string;
  };
}

export type Declared = { readonly number: number; readonly stream: string };

const LONGEST_TITLE = 200;

/** One line, without what would break a channel's name, a card or a file's name. */
export const tidyTitle = (title: string): string =>
  title
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200b\u2066-\u2069\u202a-\u202e]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** What leaves a mark: joiners, fillers and blanks alone would be a card and a channel with no name. */
const SEEN = /[^\p{White_Space}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Refusals of a title: empty, or too long. */
export function checkTitle(title: string): Result<string> {
  const tidy = tidyTitle(title);
  if (!SEEN.test(tidy)) return refuse('incident/title', 'The title is empty. Say in a few words what is wrong.');
  const length = [...tidy].length;
  return length > LONGEST_TITLE
    ? refuse(
        'incident/title',
        `The title is ${length} characters long; at most ${LONGEST_TITLE} are possible. Put the rest into the description.`,
      )
    : ok(tidy);
}

/** As the record has it from now on: a channel's name is made of it, in which nothing looks like a secret any more. */
export const shownTitle = (title: string, secrets: readonly string[]): string => maskText(title, secrets).value;

/** Decides on the organisation's timeline: the number, the new incident's first entry, and what follows from it. */
export function decideDeclare(
  register: Register,
  input: Declaring,
  { config, secrets }: { readonly config: IncidentsConfig; readonly secrets: readonly string[] },
  context: DecideContext,
): Result<Decision<Declared>> {
  const title = checkTitle(input.title);
  if (!title.ok) return title;
  const number = register.nextNumber;
  const stream = `incident-${context.newId()}`;
  const { severity, description, services, kind, triage } = input;
  const facts = { number, title: title.value, severity, kind, private: input.private, description, services, triage };
  const state: IncidentState = {
    ...NO_INCIDENT,
    ...facts,
    title: shownTitle(title.value, secrets),
    triage: triage ? 'waiting' : 'none',
    declared: true,
    stream,
    declaredAt: context.now,
    cadenceFrom: context.now,
    responders: input.declarer === null ? [] : [input.declarer],
  };
  const effects: EffectChange[] = [
    ...(kind === 'real' && !triage ? [incidentEffects.page(stream)] : []),
    incidentEffects.openChannel(state, config),
    ...(input.voice ? [incidentEffects.openVoice(state, config)] : []),
    incidentEffects.announcement(stream, 'now'),
    ...stateTimers(null, state, config, context.now),
    ...tellAudience(state, config, [
      ...sentence(rich`Declared: ${strong(severity)}.`),
      ...inPlainWords(config, severity),
    ]),
  ];
  return ok({
    entries: [incidentRegistered({ number, stream, private: input.private })],
    also: [
      {
        stream,
        entries: [
          incidentDeclared({ ...facts, services: [...services], ...(input.message && { message: input.message }) }),
          ...(input.voice ? [voiceRequested({})] : []),
        ],
      },
    ],
    effects,
    answer: { number, stream },
  });
}
