import { type Route, ok, route } from './route.ts';

const gatewayUrl = (url: string): string => `${url.replace(/^http/, 'ws')}/gateway`;

export const gatewayRoutes: readonly Route[] = [
  route('GET /gateway', { authenticated: false, run: (call) => ok({ url: gatewayUrl(call.world.url) }) }),
  route('GET /gateway/bot', {
    run: (call) => ok({ url: gatewayUrl(call.world.url), shards: 1, session_start_limit: call.sessionStartLimit() }),
  }),
];
