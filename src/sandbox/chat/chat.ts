import { createInterface } from 'node:readline/promises';
import { messageOf } from '../../base/result.ts';
import { findToken } from '../token-file.ts';
import { completions, quoted } from './complete.ts';
import { fillIn } from './form.ts';
import { HELP, orders, peopleSchema } from './orders.ts';
import { openSeat } from './seat.ts';
import { type SeenInteraction, interactionSchema } from './seen.ts';

export interface SandboxChatOptions {
  /** Address that the sandbox printed. */
  readonly url: string;
  /** Whom to act as; the first person of the guild unless given. */
  readonly as?: string;
  /** Found by itself when the sandbox was started by the same user. */
  readonly controlToken?: string;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly terminal: boolean;
}

/** `muster sandbox chat`. Returns the exit code: 0, 2 when the address is none, or 3 when no sandbox answers. */
export async function runSandboxChat(options: SandboxChatOptions): Promise<number> {
  const say = (line: string): void => {
    options.output.write(`${line}\n`);
  };
  if (!URL.canParse(options.url)) {
    say(`${options.url} is no address: --url takes the one that the sandbox printed, like http://127.0.0.1:3000.`);
    return 2;
  }
  const token = options.controlToken ?? findToken(Number(new URL(options.url).port));
  if (token === undefined) {
    say(`No sandbox of yours runs at ${options.url}: start one with "muster sandbox", or name its address with --url.`);
    return 3;
  }
  const seat = openSeat(options.url, token, say);
  const lines = createInterface({
    input: options.input,
    output: options.output,
    terminal: options.terminal,
    completer: async (line: string): Promise<[string[], string]> => {
      const names = seat.channels().flatMap((channel) => channel.name ?? []);
      const completion = completions(seat.commands(), names, line);
      const { ask } = completion;
      const here = seat.here();
      if (!ask || !here) return [[...completion.lines], line];
      const body = { name: ask.name, options: { [ask.option]: ask.typed }, focused: ask.option };
      const answer = await seat
        .client()
        .post(`/channels/${here.id}/autocomplete`, body, interactionSchema)
        .catch(() => undefined);
      return [(answer?.choices ?? []).map((choice) => `${ask.before}${quoted(String(choice.value))} `), line];
    },
  });
  // Taken now: lines that come before the first prompt wait in it.
  const typed = lines[Symbol.asyncIterator]();
  let ended = false;
  lines.once('close', () => (ended = true));
  const prompt = (): void => {
    if (!ended) lines.prompt();
  };
  const follow = async (answer: SeenInteraction): Promise<void> => {
    if (answer.error !== null) say(`✗ ${answer.error}`);
    if (!answer.modal) return;
    say(`┌ ${answer.modal.title}`);
    const fields = await fillIn(answer.modal, (question) => lines.question(`│ ${question}: `));
    await follow(await seat.client().post(`/interactions/${answer.id}/submit`, { fields }, interactionSchema));
  };
  const perform = orders({ seat, say, follow });

  try {
    const people = await seat
      .client()
      .get('/people', peopleSchema)
      .catch(() => undefined);
    await seat.become(options.as ?? people?.[0]?.name ?? '');
  } catch (error) {
    lines.close();
    say(`The sandbox at ${options.url} does not answer as it should: ${messageOf(error)}`);
    return 3;
  }
  say(HELP);
  lines.setPrompt('> ');
  prompt();
  for await (const line of { [Symbol.asyncIterator]: () => typed }) {
    if (line.trim() === '!quit') break;
    if (line.trim() !== '') {
      await perform(line.trim()).catch((error: unknown) => {
        say(`✗ ${messageOf(error)}`);
      });
    }
    prompt();
  }
  seat.leave();
  lines.close();
  return 0;
}
