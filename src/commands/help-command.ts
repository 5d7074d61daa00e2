import { code, joined, rich, strong, type RichText } from '../base/rich-text.ts';
import { ok, refuse } from '../base/result.ts';
import { mayDo, type Viewer } from '../catalog/viewer.ts';
import type { Command } from './command.ts';
import { defineCommand } from './define-command.ts';
import { type Block, whisper } from './message.ts';
import { text } from './options.ts';

/** `/muster help`: what this person may do, and how; nothing that they may not. */
export function helpCommand(allCommands: () => readonly Command[]): Command {
  const visibleTo = (viewer: Viewer): readonly Command[] =>
    allCommands().filter((command) => mayDo(viewer, command.permission) || command.risk !== 'danger');

  return defineCommand({
    name: 'muster help',
    summary: 'What you can do here, and how',
    permission: 'muster.read',
    risk: 'read',
    visibility: 'private',
    examples: ['/muster help', '/muster help command:incident note'],
    options: {
      command: text({
        description: 'A command, or the beginning of one',
        suggest: (typed, { viewer }) =>
          visibleTo(viewer)
            .filter((command) => command.name.includes(typed.toLowerCase().replace(/^\//, '')))
            .map((command) => ({ name: `/${command.name}`, value: command.name })),
      }),
    },
    async run({ command: wanted }, { viewer }) {
      const commands = visibleTo(viewer);
      if (wanted === undefined)
        return ok(whisper({ title: ['What you can do here'], blocks: overview(commands), footer: tip }));
      const name = wanted.replace(/^\//, '').toLowerCase();
      const exact = commands.find((command) => command.name === name);
      if (exact) return ok(whisper({ title: [`/${exact.name}`], blocks: detailsOf(exact, viewer) }));
      const near = commands.filter((command) => command.name.startsWith(name));
      if (near.length === 0) {
        return refuse(
          'command/unknown',
          `There is no command that begins with "${name}". /muster help lists them all.`,
        );
      }
      return ok(whisper({ title: [`/${name} …`], blocks: overview(near), footer: tip }));
    },
  });
}

const tip: RichText = ['/muster help command:… tells more of one.'];

function overview(commands: readonly Command[]): readonly Block[] {
  const groups = Map.groupBy(commands, (command) => command.name.split(' ')[0] ?? '');
  return [...groups].flatMap(([group, members]): Block[] => [
    { type: 'heading', text: `/${group}` },
    { type: 'list', items: members.map((command) => rich`${code(`/${command.name}`)} ${command.summary}`) },
  ]);
}

function detailsOf(command: Command, viewer: Viewer): readonly Block[] {
  const options = Object.entries(command.options).map(
    ([name, option]) => rich`${strong(option.required ? name : `[${name}]`)} ${option.description}`,
  );
  const blocks: Block[] = [{ type: 'text', text: [command.details ?? command.summary] }];
  if (options.length > 0) blocks.push({ type: 'heading', text: 'Options' }, { type: 'list', items: options });
  if (command.examples?.length) {
    blocks.push(
      { type: 'heading', text: 'For example' },
      { type: 'list', items: command.examples.map((example) => [code(example)]) },
    );
  }
  const held = mayDo(viewer, command.permission)
    ? 'you have it'
    : 'you do not have it everywhere: taking part in an incident may give it';
  blocks.push({ type: 'text', text: joined([rich`It takes ${code(command.permission)}: ${held}.`], ' ') });
  return blocks;
}
