import { channel, type Inline } from '../../base/rich-text.ts';
import { isDiscordId } from '../effects.ts';

/** A channel of muster.yaml, which names it or gives its id: as a mention then, for the number would tell nobody anything. */
export const namedChannel = (named: string): Inline =>
  isDiscordId(named) ? channel(named) : `#${named.replace(/^#/, '')}`;
