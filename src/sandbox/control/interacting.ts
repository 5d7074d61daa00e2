import { createInteraction } from '../interactions/create.ts';
import type { Interactions } from '../interactions/interaction.ts';
import type { Channel } from '../model.ts';
import { invalidField, refused } from '../refused.ts';
import { type OptionValues, findLeaf, sentOptions } from './command-options.ts';
import { chosenValues, findComponent } from './component.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { findUser } from './find.ts';
import { submittedModal } from './modal.ts';
import type { Person } from './person.ts';
import { createResolved } from './resolved.ts';
import type { Sight } from './sight.ts';

const NO_OPTIONS: OptionValues = {};

type Interacting = Pick<
  Person,
  'command' | 'autocomplete' | 'press' | 'select' | 'submit' | 'messageMenu' | 'userMenu'
>;

/** What a person asks of a bot: commands, components, forms, menus. */
export function interactingOf(sight: Sight, interactions: Interactions): Interacting {
  const { world } = sight;
  const interact = (act: Omit<Parameters<typeof createInteraction>[2], 'userId'>): Promise<Exchange> =>
    exchangeOf(world, createInteraction(world, interactions, { ...act, userId: sight.userId }));

  const invoke = (
    channelName: string,
    commandName: string,
    options: OptionValues,
    focused?: string,
  ): Promise<Exchange> => {
    const channel = sight.channel(channelName);
    const leaf = findLeaf(sight.commandsIn(channel), commandName);
    if (!leaf) throw refused(10063, `Unknown application command: /${commandName}`);
    const resolved = createResolved(world, channel, sight.userId);
    const sent = sentOptions(leaf, options, { world, channel, resolved, ...(focused !== undefined && { focused }) });
    const { command } = leaf;
    const resolvedShape = resolved.shape();
    return interact({
      type: focused === undefined ? 2 : 4,
      channel,
      commandType: 1,
      commandName: [leaf.command.name, ...leaf.path].join(' '),
      data: {
        id: command.id,
        name: command.name,
        type: 1,
        ...(command.guildId !== null && { guild_id: command.guildId }),
        ...(sent.length > 0 && { options: sent }),
        ...(resolvedShape && { resolved: resolvedShape }),
      },
    });
  };
  const menu = (
    channel: Channel,
    commandName: string,
    type: 2 | 3,
    targetId: string,
    resolved: object | undefined,
  ): Promise<Exchange> => {
    const command = sight.commandsIn(channel).find((one) => one.type === type && one.name === commandName);
    if (!command) throw refused(10063, `Unknown application command: ${commandName}`);
    return interact({
      type: 2,
      channel,
      commandType: type,
      commandName: command.name,
      data: {
        id: command.id,
        name: command.name,
        type,
        target_id: targetId,
        resolved,
        ...(command.guildId !== null && { guild_id: command.guildId }),
      },
    });
  };

  return {
    command: async (channelName, commandName, options = NO_OPTIONS) => invoke(channelName, commandName, options),
    autocomplete: async (channelName, commandName, options, focused) =>
      invoke(channelName, commandName, options, focused),
    async press(messageId, customId) {
      const { channel, message } = sight.message(messageId);
      const button = findComponent(message, customId, [2]);
      return interact({
        type: 3,
        channel,
        source: message,
        data: { component_type: 2, custom_id: button.custom_id, id: button.id ?? 0 },
      });
    },
    async select(messageId, customId, values) {
      const { channel, message } = sight.message(messageId);
      const select = findComponent(message, customId, [3, 5, 6, 7, 8]);
      const resolved = createResolved(world, channel, sight.userId);
      const chosen = chosenValues(world, channel, select, values, resolved);
      const resolvedShape = resolved.shape();
      return interact({
        type: 3,
        channel,
        source: message,
        data: {
          component_type: select.type,
          custom_id: select.custom_id,
          id: select.id ?? 0,
          values: chosen,
          ...(resolvedShape && { resolved: resolvedShape }),
        },
      });
    },
    async submit({ interaction }, fields) {
      const { modal } = interaction;
      if (!modal || interaction.userId !== sight.userId)
        throw invalidField('modal', 'MODAL_MISSING', 'There is no open form.');
      const channel = sight.channel(interaction.channelId);
      const resolved = createResolved(world, channel, sight.userId);
      const data = submittedModal(modal, { world, channel, resolved, fields });
      const source =
        interaction.sourceMessageId === undefined
          ? undefined
          : world.state.messages.get(channel.id)?.get(interaction.sourceMessageId);
      return interact({ type: 5, channel, data, ...(source && { source }) });
    },
    async messageMenu(messageId, commandName) {
      const { channel, message } = sight.message(messageId);
      const resolved = createResolved(world, channel, sight.userId);
      resolved.message(message);
      return menu(channel, commandName, 3, message.id, resolved.shape());
    },
    async userMenu(channelName, target, commandName) {
      const channel = sight.channel(channelName);
      const resolved = createResolved(world, channel, sight.userId);
      const { id } = findUser(world, target);
      resolved.user(id);
      return menu(channel, commandName, 2, id, resolved.shape());
    },
  };
}
