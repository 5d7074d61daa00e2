/** How much a guild holds. Tests make them small. */
export interface GuildLimits {
  readonly channels: number;
  readonly channelsPerCategory: number;
  readonly roles: number;
  readonly pins: number;
  readonly webhooksPerChannel: number;
  readonly reactionKinds: number;
  readonly commandCreatesPerDay: number;
}

export const DISCORD_LIMITS: GuildLimits = {
  channels: 500,
  channelsPerCategory: 50,
  roles: 250,
  pins: 250,
  webhooksPerChannel: 15,
  reactionKinds: 20,
  commandCreatesPerDay: 200,
};
