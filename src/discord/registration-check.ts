import { ApplicationCommandType, type RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import { LIMITS } from './limits.ts';

const CHAT_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** The parts of an application command that have limits, whatever its type. */
interface Node {
  readonly name: string;
  readonly description?: string;
  readonly description_localizations?: Readonly<Record<string, string | null>> | null;
  readonly options?: readonly Node[];
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
}

/** Everything that Discord would refuse, a sentence each; empty when all is well. Asked at start and by a test. */
export function registrationErrors(commands: readonly RESTPostAPIApplicationCommandsJSONBody[]): readonly string[] {
  const errors: string[] = [];
  const chat = commands.filter((command) => command.type !== ApplicationCommandType.Message);
  if (chat.length > LIMITS.chatCommands) {
    errors.push(`${chat.length} commands with a first word of their own; Discord takes ${LIMITS.chatCommands}.`);
  }
  if (commands.length - chat.length > LIMITS.menuCommands) {
    errors.push(`${commands.length - chat.length} message menus; Discord takes ${LIMITS.menuCommands}.`);
  }
  for (const command of commands) {
    if (command.type === ApplicationCommandType.Message) {
      if (command.name.length > LIMITS.commandName)
        errors.push(`The message menu "${command.name}" has a name that is too long.`);
      continue;
    }
    const node = command as Node; // the same fields, read loosely: one walk serves every level
    checkNode(node, `/${node.name}`, errors);
    const total = weigh(node);
    if (total > LIMITS.commandTotal) {
      errors.push(`/${node.name} has ${total} characters in all its texts; Discord takes ${LIMITS.commandTotal}.`);
    }
  }
  return errors;
}

function checkNode(node: Node, path: string, errors: string[]): void {
  const wrong = (what: string): number => errors.push(`${path}: ${what}`);
  if (!CHAT_NAME.test(node.name) || node.name !== node.name.toLowerCase()) {
    wrong('the name must be 1 to 32 letters, digits, - or _, in lower case.');
  }
  for (const text of [node.description ?? '', ...Object.values(node.description_localizations ?? {})]) {
    if (text === null) continue;
    if (text.length < 1 || text.length > LIMITS.commandDescription) {
      wrong(`the description has ${text.length} characters; Discord takes 1 to ${LIMITS.commandDescription}.`);
    }
  }
  const { options = [], choices = [] } = node;
  if (options.length > LIMITS.commandOptions)
    wrong(`${options.length} options; Discord takes ${LIMITS.commandOptions}.`);
  if (choices.length > LIMITS.commandChoices)
    wrong(`${choices.length} choices; Discord takes ${LIMITS.commandChoices}.`);
  for (const choice of choices) {
    if (
      choice.name.length < 1 ||
      choice.name.length > LIMITS.choiceText ||
      String(choice.value).length > LIMITS.choiceText
    ) {
      wrong(`the choice "${choice.name}" is empty or longer than ${LIMITS.choiceText} characters.`);
    }
  }
  const names = options.map((option) => option.name);
  for (const name of new Set(names)) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) wrong(`"${name}" stands there twice.`);
  }
  for (const option of options) checkNode(option, `${path} ${option.name}`, errors);
}

/** Discord adds up names, descriptions and choice values, each in its longest translation. */
function weigh(node: Node): number {
  const texts = [node.description ?? '', ...Object.values(node.description_localizations ?? {})];
  const longest = Math.max(...texts.map((text) => text?.length ?? 0));
  const choices = (node.choices ?? []).reduce(
    (sum, choice) => sum + choice.name.length + String(choice.value).length,
    0,
  );
  return node.name.length + longest + choices + (node.options ?? []).reduce((sum, option) => sum + weigh(option), 0);
}
