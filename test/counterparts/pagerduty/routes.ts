import { type Answers, iso } from './answers.ts';
import type { AskedOfPagerDuty } from './document.ts';
import { incidentRoutes } from './incident-routes.ts';
import { onCallsOf } from './oncalls.ts';
import { overrideRoutes } from './override-routes.ts';
import type { PagerDutyState } from './state.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface PdAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface Routing {
  readonly state: PagerDutyState;
  readonly now: () => number;
  readonly newId: (first: string) => string;
  readonly answers: Answers;
}

export type Route = readonly [
  method: string,
  path: RegExp,
  answer: (asked: AskedOfPagerDuty, id: string, second: string) => PdAnswer,
];

export const answered = (body: unknown, status = 200): PdAnswer => ({ status, body });
export const failed = (status: number, code: number, message: string, errors?: readonly string[]): PdAnswer => ({
  status,
  body: { error: { message, code, ...(errors && { errors }) } },
});
export const notFound = (): PdAnswer => failed(404, 2100, 'Not Found');

/** A page of a list, as `limit` and `offset` ask for it (25, at most `most`). */
export function paged(asked: AskedOfPagerDuty, key: string, all: readonly unknown[], most = 100): PdAnswer {
  const limit = Math.min(Number(asked.query.get('limit') ?? 25), most);
  const offset = Number(asked.query.get('offset') ?? 0);
  if (offset + limit > 10_000)
    return failed(400, 2001, 'Invalid Input Provided', ['Offset + Limit must not exceed 10000']);
  return answered({
    [key]: all.slice(offset, offset + limit),
    limit,
    offset,
    more: offset + limit < all.length,
    total: null,
  });
}

const spanOf = ({ query }: AskedOfPagerDuty, now: number): { from: number; to: number } => {
  const from = query.has('since') ? Date.parse(query.get('since') ?? '') : now;
  return { from, to: query.has('until') ? Date.parse(query.get('until') ?? '') : from + 14 * 86_400_000 };
};

export function createRoutes(routing: Routing): readonly Route[] {
  const { state, answers, now } = routing;
  const named = <T extends { name: string }>(asked: AskedOfPagerDuty, all: readonly T[]): readonly T[] =>
    all.filter(({ name }) => name.toLowerCase().includes((asked.query.get('query') ?? '').toLowerCase()));
  const one = <T extends { id: string }>(all: readonly T[], id: string, key: string, whole: (found: T) => unknown) => {
    const found = all.find((each) => each.id === id);
    return found ? answered({ [key]: whole(found) }) : notFound();
  };
  const { userWhole, policyWhole, serviceWhole } = answers;

  return [
    [
      'GET',
      /^\/users$/,
      (asked) => {
        const typed = (asked.query.get('query') ?? '').toLowerCase();
        return paged(
          asked,
          'users',
          state.users.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(typed)).map(userWhole),
        );
      },
    ],
    ['GET', /^\/users\/([^/]+)$/, (_, id) => one(state.users, id, 'user', userWhole)],
    [
      'GET',
      /^\/schedules$/,
      (asked) => {
        const layers = asked.query.getAll('include[]').includes('schedule_layers');
        const list = named(asked, state.schedules).map((each) =>
          answers.schedule(each, layers ? spanOf(asked, now()) : undefined),
        );
        return paged(asked, 'schedules', list);
      },
    ],
    [
      'GET',
      /^\/schedules\/([^/]+)$/,
      (asked, id) => one(state.schedules, id, 'schedule', (found) => answers.schedule(found, spanOf(asked, now()))),
    ],
    [
      'GET',
      /^\/v3\/schedules$/,
      (asked) =>
        paged(
          asked,
          'schedules',
          named(asked, state.shiftSchedules).map(({ id, name }) => ({
            id,
            type: 'schedule_v3_reference',
            summary: name,
          })),
          1000,
        ),
    ],
    [
      'GET',
      /^\/v3\/schedules\/([^/]+)$/,
      (asked, id) => {
        // A layer schedule's id is refused here as a bad request, not as unknown.
        if (state.schedules.some((each) => each.id === id))
          return failed(400, 2001, 'Schedule is not a shift-based schedule');
        const final = asked.query.getAll('include[]').includes('final_schedule');
        return one(state.shiftSchedules, id, 'schedule', (found) =>
          answers.shiftSchedule(found, final ? spanOf(asked, now()) : undefined),
        );
      },
    ],
    [
      'GET',
      /^\/oncalls$/,
      (asked) => {
        const at = now();
        const from = asked.query.has('since') ? Date.parse(asked.query.get('since') ?? '') : at;
        const to = asked.query.has('until') ? Date.parse(asked.query.get('until') ?? '') : from + 1;
        return paged(asked, 'oncalls', onCallsOf(routing, asked.query, { from, to }));
      },
    ],
    [
      'GET',
      /^\/escalation_policies$/,
      (asked) => paged(asked, 'escalation_policies', named(asked, state.policies).map(policyWhole)),
    ],
    ['GET', /^\/escalation_policies\/([^/]+)$/, (_, id) => one(state.policies, id, 'escalation_policy', policyWhole)],
    ['GET', /^\/services$/, (asked) => paged(asked, 'services', named(asked, state.services).map(serviceWhole))],
    ['GET', /^\/services\/([^/]+)$/, (_, id) => one(state.services, id, 'service', serviceWhole)],
    ['GET', /^\/priorities$/, (asked) => paged(asked, 'priorities', [])],
    ['GET', /^\/abilities$/, () => answered({ abilities: [] })],
    ...overrideRoutes(routing),
    ...incidentRoutes(routing),
    ...webhookRoutes(routing),
  ];
}

export const stamp = (routing: Routing): string => iso(routing.now());
