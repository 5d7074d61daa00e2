import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import { applicationRoutes } from './application-routes.ts';
import { channelRoutes } from './channel-routes.ts';
import { commandRoutes } from './command-routes.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { guildRoutes } from './guild-routes.ts';
import { interactionRoutes } from './interaction-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { messageRoutes } from './message-routes.ts';
import { pinRoutes } from './pin-routes.ts';
import { reactionRoutes } from './reaction-routes.ts';
import { roleRoutes } from './role-routes.ts';
import type { Route } from './route.ts';
import { overwriteRoutes } from './overwrite-routes.ts';
import { threadListRoutes } from './thread-list-routes.ts';
import { threadMemberRoutes } from './thread-member-routes.ts';
import { threadRoutes } from './thread-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Every route of Discord's REST API that the sandbox speaks. A new resource is one file and one line here. */
export const ROUTES: readonly Route[] = [
  ...interactionRoutes,
  ...webhookRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...pinRoutes,
  ...channelRoutes,
  ...overwriteRoutes,
  ...threadRoutes,
  ...threadMemberRoutes,
  ...threadListRoutes,
  ...guildRoutes,
  ...memberRoutes,
  ...roleRoutes,
  ...commandRoutes,
  ...applicationRoutes,
  ...gatewayRoutes,
];

export interface Match {
  readonly route: Route;
  /** A parameter as it stands in the path, still encoded. */
  param(name: string): string;
}

/** A router for each first segment: Hono's fast one cannot hold them all, but holds the measured `/interactions` alone. */
export function routeMatcher(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const routers = new Map<string, SmartRouter<Route>>();
  // The first one registered wins: `/messages/pins` must come before `/messages/:message_id`.
  const params = (one: Route): number => one.path.split('/:').length;
  for (const one of [...routes].sort((a, b) => params(a) - params(b))) {
    const segment = firstSegment(one.path);
    const router = routers.get(segment) ?? new SmartRouter<Route>({ routers: [new RegExpRouter(), new TrieRouter()] });
    routers.set(segment, router);
    router.add(one.method, one.path, one);
  }
  return (method, path) => {
    const matched = routers.get(firstSegment(path))?.match(method, path);
    const first = matched?.[0][0];
    if (!first) return undefined;
    const [route, found] = first;
    const stash = matched?.[1];
    return {
      route,
      param(name) {
        const at = found[name];
        return (typeof at === 'number' ? stash?.[at] : at) ?? '';
      },
    };
  };
}

const firstSegment = (path: string): string => {
  const end = path.indexOf('/', 1);
  return end < 0 ? path : path.slice(0, end);
};
