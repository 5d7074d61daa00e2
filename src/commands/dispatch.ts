import { type Result, ok, refuse } from '../base/result.ts';
import type { Permission } from '../catalog/permission.ts';
import { mayDo } from '../catalog/viewer.ts';
import type { Answers } from './answers.ts';
import type { ActionDeclaration, ChatMessage, Command, MessageMenuDeclaration, Risk } from './command.ts';
import type { CommandContext } from './context.ts';
import type { Reply } from './message.ts';
import type { RawValue, Suggestion } from './option.ts';

/** What the rights that come with an incident are asked about: the options or arguments of the call. */
export interface CallTarget {
  readonly raw: Readonly<Record<string, RawValue>>;
  readonly args: readonly string[];
}

export interface Audited {
  readonly name: string;
  readonly risk: Risk;
  readonly permission: string;
  /** `done`, or the refusal's code. */
  readonly outcome: string;
}

/** Writes down that somebody called, or was denied. Refuses `store/…`. */
export type Audit = (audited: Audited, context: CommandContext) => Promise<Result<unknown>>;

/** Everything that was declared, by whatever domain. */
export interface Declarations {
  readonly commands: readonly Command[];
  readonly actions: readonly ActionDeclaration[];
  readonly menus: readonly MessageMenuDeclaration[];
  /** The first of a name counts: Muster's own stand before those that plugins and muster.yaml name. */
  readonly permissions: readonly Permission[];
}

export interface DispatcherOptions {
  /** Asked at the start and at each `refresh`: plugins come and go with muster.yaml. */
  readonly declarations: () => Declarations;
  /** Permissions that the incident at hand gives this person, beyond what they hold anywhere. */
  readonly involvement?: (context: CommandContext, target: CallTarget) => Promise<ReadonlySet<string>>;
  /** Who can give a permission, in words: "Ask somebody who manages the server." */
  readonly whoGrants?: (permission: string) => string;
  /** Called for every call that was denied, and every call above `record`. */
  readonly audit?: Audit;
}

/** The one door to every command: finds it, checks the permission, calls it. */
export interface Dispatcher {
  readonly commands: readonly Command[];
  readonly menus: readonly MessageMenuDeclaration[];
  readonly permissions: readonly Permission[];
  /** Takes what is declared now. Throws, and keeps what was, when two declarations share a name. */
  refresh(): void;
  findCommand(name: string): Command | undefined;
  findAction(action: string): ActionDeclaration | undefined;
  findMenu(name: string): MessageMenuDeclaration | undefined;
  command(name: string, raw: Readonly<Record<string, RawValue>>, context: CommandContext): Promise<Result<Reply>>;
  action(action: string, args: readonly string[], fields: Answers, context: CommandContext): Promise<Result<Reply>>;
  menu(name: string, message: ChatMessage, context: CommandContext): Promise<Result<Reply>>;
  /** At most 25, from what this person may see; empty when they may not use the command. `given`: the other options so far. */
  suggest(
    command: string,
    option: string,
    typed: string,
    context: CommandContext,
    given?: Readonly<Record<string, RawValue>>,
  ): Promise<readonly Suggestion[]>;
}

interface Guarded {
  readonly permission: string;
  readonly risk: Risk;
  readonly visibility?: 'public' | 'private';
}

/** Throws at start when two declarations share a name, or one names a permission that nobody declared. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  let declared = indexAll(options.declarations());

  const mayCall = async (guarded: Guarded, context: CommandContext, target: CallTarget): Promise<boolean> => {
    if (mayDo(context.viewer, guarded.permission)) return true;
    if (declared.permissions.get(guarded.permission)?.heldBy !== 'involved') return false;
    return (await options.involvement?.(context, target))?.has(guarded.permission) ?? false;
  };

  const guard = async (
    name: string,
    guarded: Guarded,
    context: CommandContext,
    target: CallTarget,
    call: () => Promise<Result<Reply>>,
  ): Promise<Result<Reply>> => {
    const allowed = await mayCall(guarded, context, target);
    const result = allowed ? declaredAudience(guarded, await call()) : denied(guarded.permission);
    if (!allowed || guarded.risk === 'change' || guarded.risk === 'danger') {
      const outcome = result.ok ? 'done' : result.refusal.code;
      const audited = { name, risk: guarded.risk, permission: guarded.permission, outcome };
      const written = await options.audit?.(audited, context);
      if (written?.ok === false) {
        if (!result.ok) return written; // nothing was done: what the disk lacks is to be told first
        throw new Error(`It was done, but that it was called could not be written down: ${written.refusal.message}`);
      }
    }
    return result;
  };

  const denied = (permission: string): Result<Reply> => {
    const { summary = 'do this', remedy } = declared.permissions.get(permission) ?? {};
    const who = options.whoGrants?.(permission) ?? 'Somebody who manages the server can grant it.';
    return refuse(
      'permission/missing',
      `You may not do this: it takes ${permission}, which lets people ${summary}. ${remedy === undefined ? '' : `${remedy} `}${who}`,
    );
  };

  return {
    get commands() {
      return [...declared.commands.values()];
    },
    get menus() {
      return [...declared.menus.values()];
    },
    get permissions() {
      return [...declared.permissions.values()];
    },
    refresh() {
      declared = indexAll(options.declarations());
    },
    findCommand: (name) => declared.commands.get(name),
    findAction: (action) => declared.actions.get(action),
    findMenu: (name) => declared.menus.get(name),

    async command(name, raw, context) {
      const command = declared.commands.get(name);
      if (!command) return unknown('command');
      return guard(`/${name}`, command, context, { raw, args: [] }, () => command.call(raw, context));
    },

    async action(name, args, fields, context) {
      const action = declared.actions.get(name);
      if (!action) return unknown('button');
      return guard(name, action, context, { raw: {}, args }, () => action.run(args, fields, context));
    },

    async menu(name, message, context) {
      const menu = declared.menus.get(name);
      if (!menu) return unknown('menu entry');
      return guard(name, menu, context, { raw: {}, args: [] }, () => menu.run(message, context));
    },

    async suggest(name, optionName, typed, context, given = {}) {
      const command = declared.commands.get(name);
      const option = command?.options[optionName];
      if (!command || !option?.suggest) return [];
      if (!(await mayCall(command, context, { raw: given, args: [] }))) return [];
      return (await option.suggest(typed, context, given)).slice(0, 25);
    },
  };
}

/** What is declared private is answered to who asked, unless the answer itself says that it is for everybody. */
const declaredAudience = ({ visibility }: Guarded, result: Result<Reply>): Result<Reply> =>
  visibility === 'private' && result.ok && result.value.reply === 'message'
    ? ok({ visibility, ...result.value })
    : result;

const unknown = (what: string): Result<Reply> =>
  refuse('command/unknown', `This version of Muster does not know this ${what}. Reload Discord, or see /muster help.`);

function indexAll({ commands, actions, menus, permissions }: Declarations) {
  const known = new Map<string, Permission>();
  // Who declares a name first has it: a plugin that asks for one of Muster's own does not change who holds it.
  for (const permission of permissions) if (!known.has(permission.name)) known.set(permission.name, permission);
  return {
    permissions: known,
    commands: indexed(commands, (command) => command.name, known),
    actions: indexed(actions, (action) => action.action, known),
    menus: indexed(menus, (menu) => menu.name, known),
  };
}

function indexed<T extends Guarded>(
  declarations: readonly T[],
  nameOf: (declaration: T) => string,
  permissions: ReadonlyMap<string, Permission>,
): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const declaration of declarations) {
    const name = nameOf(declaration);
    if (index.has(name)) throw new Error(`${name} is declared twice`);
    if (!permissions.has(declaration.permission)) {
      throw new Error(`${name} takes the permission ${declaration.permission}, which no domain declares`);
    }
    index.set(name, declaration);
  }
  return index;
}
