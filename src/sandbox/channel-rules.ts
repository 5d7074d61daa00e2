import { invalidField } from './refused.ts';
import { type World, channelsOf } from './world.ts';

const LONGEST_TOPIC = 1024;
export const CATEGORY = 4;

/** Text channels' names are lower case with hyphens; the others keep what was typed. Refuses 50035 when nothing is left. */
export function channelName(type: number, given: string): string {
  const trimmed = given.trim();
  const name =
    type === 0 || type === 5 || type === 15
      ? trimmed
          .toLowerCase()
          .replace(/\s+/g, '-')
          .replace(/[!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~]/g, '')
          .replace(/-{2,}/g, '-')
      : trimmed;
  if (name === '' || name === '-') throw invalidField('name', 'BASE_TYPE_REQUIRED', 'This field is required');
  return name;
}

export function checkTopic(topic: string | null | undefined): void {
  if (topic && [...topic].length > LONGEST_TOPIC) {
    throw invalidField('topic', 'BASE_TYPE_MAX_LENGTH', `Must be ${LONGEST_TOPIC} or fewer in length.`);
  }
}

/** The parent must be a category of the same guild with room in it. Refuses 50035, with the code that Discord gives a full one. */
export function checkParent(world: World, guildId: string, parentId: string | null | undefined, moving?: string): void {
  if (parentId == null) return;
  const parent = world.state.channels.get(parentId);
  if (parent?.type !== CATEGORY || parent.guildId !== guildId) {
    throw invalidField('parent_id', 'CHANNEL_PARENT_INVALID', 'Not a category');
  }
  const inside = channelsOf(world, guildId).filter((channel) => channel.parentId === parentId && channel.id !== moving);
  if (inside.length >= world.limits.channelsPerCategory) {
    throw invalidField(
      'parent_id',
      'CHANNEL_PARENT_MAX_CHANNELS',
      `Maximum number of channels in category reached (${world.limits.channelsPerCategory})`,
    );
  }
}
