import { code, joined, rich, strong, type RichText } from '../base/rich-text.ts';
import { ok, refuse } from '../base/result.ts';
import { mayDo, type Viewer } from '../catalog/viewer.ts';
import type { ActionDeclaration, Command } from './command.ts';
import { defineCommand } from './define-command.ts';
import type { Dispatcher } from './dispatch.ts';
import { type Block, type Button, type Message, whisper } from './message.ts';
import { text } from './options.ts';

const GROUP_ACTION = 'muster.help.group';
/** Of a group with none of these, its first two are shown. */
const FIRST_NEEDED: ReadonlySet<string> = new Set([
  'incident declare',
  'incident update',
  'incident note',
  'incident resolve',
  'page send',
  'page ack',
  'oncall who',
  'oncall me',
  'oncall override',
  'deploy start',
  'deploy status',
  'deploy rollback',
  'service show',
  'muster help',
  'muster status',
]);

/** `/muster help`: what this person may do, and how; nothing that they may not. */
export function createHelp(declared: () => Pick<Dispatcher, 'commands' | 'permissions'>): {
  readonly command: Command;
  readonly action: ActionDeclaration;
} {
  const visibleTo = (viewer: Viewer): readonly Command[] => {
    const { commands, permissions } = declared();
    // What taking part in an incident gives, everybody may come to.
    const involved = new Set(permissions.filter(({ heldBy }) => heldBy === 'involved').map(({ name }) => name));
    return commands.filter(({ permission }) => mayDo(viewer, permission) || involved.has(permission));
  };

  const action: ActionDeclaration = {
    action: GROUP_ACTION,
    summary: 'All commands of a group',
    permission: 'muster.read',
    risk: 'read',
    visibility: 'private',
    run([group = ''], _fields, { viewer }) {
      const members = visibleTo(viewer).filter((command) => groupOf(command) === group);
      return Promise.resolve(
        members.length === 0
          ? refuse('command/unknown', 'There are no such commands any more. Look at /muster help.')
          : ok(whisper({ title: [`/${group} …`], blocks: [listOf(members)], footer: tip })),
      );
    },
  };

  const command = defineCommand({
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
      if (wanted === undefined) return ok(whisper(overview(commands)));
      const name = wanted.replace(/^\//, '').toLowerCase();
      const exact = commands.find((command) => command.name === name);
      if (exact) return ok(whisper({ title: [`/${exact.name}`], blocks: detailsOf(exact, viewer) }));
      const near = commands.filter((command) => command.name.startsWith(name));
      if (near.length === 0) {
        return refuse('command/unknown', `There is no command that begins with "${name}". Look at /muster help.`);
      }
      return ok(whisper({ title: [`/${name} …`], blocks: [listOf(near)], footer: tip }));
    },
  });

  return { command, action };
}

const tip: RichText = ['/muster help command:… tells more of one.'];

const groupOf = ({ name }: Command): string => name.split(' ')[0] ?? '';

const listOf = (commands: readonly Command[]): Block => ({
  type: 'list',
  items: commands.map(({ name, summary }) => rich`${code(`/${name}`)} ${summary}`),
});

/** The groups with what is needed first, and a button for all of each. */
function overview(commands: readonly Command[]): Message {
  const groups = [...Map.groupBy(commands, groupOf)];
  const buttons = groups
    .filter(([, members]) => members.length > 2)
    .slice(0, 25)
    .map(([group, members]): Button => ({
      label: `All ${members.length} of /${group}`,
      action: GROUP_ACTION,
      args: [group],
    }));
  return {
    title: ['What you can do here'],
    blocks: groups.flatMap(([group, members]): Block[] => {
      const needed = members.filter(({ name }) => FIRST_NEEDED.has(name));
      return [{ type: 'heading', text: `/${group}` }, listOf(needed.length > 0 ? needed : members.slice(0, 2))];
    }),
    buttons: Array.from({ length: Math.ceil(buttons.length / 5) }, (_, row) => buttons.slice(row * 5, row * 5 + 5)),
    footer: tip,
  };
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
