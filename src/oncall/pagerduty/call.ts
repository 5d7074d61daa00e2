import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { PagerDutyTarget } from './operations.ts';
import { type PagerDutyConnection, type PagerDutyRequest, pagerDutyRequest } from './request.ts';

/** One request whose answer has a shape. Refuses what the request refuses, and `pagerduty/shape`. */
export async function callPagerDuty<T>(
  connection: PagerDutyConnection,
  request: PagerDutyRequest,
  schema: z.ZodType<T>,
): Promise<Result<T>> {
  const answer = await pagerDutyRequest(connection, request);
  if (!answer.ok) return answer;
  const parsed = schema.safeParse(answer.value);
  return parsed.success ? ok(parsed.data) : otherShape(request.path);
}

const otherShape = (path: string): Result<never> =>
  refuse('pagerduty/shape', `PagerDuty answered in a shape that Muster does not know (${path}).`);

/** The most that PagerDuty gives at once, and how far `offset` and `limit` reach together. */
const PAGE = 100;
const FARTHEST = 10_000;

/** All of a list, the answer's `key`, page after page until `more` is false. Refuses as `callPagerDuty` does, and `pagerduty/too-many`. */
export async function listPagerDuty<T>(
  connection: PagerDutyConnection,
  target: PagerDutyTarget,
  key: string,
  item: z.ZodType<T>,
  query: PagerDutyRequest['query'] = {},
): Promise<Result<readonly T[]>> {
  const all: T[] = [];
  const schema = z.looseObject({ more: z.boolean().nullish(), [key]: z.array(z.unknown()) });
  for (let offset = 0; offset + PAGE <= FARTHEST; offset += PAGE) {
    const request: PagerDutyRequest = { ...target, query: { ...query, limit: PAGE, offset } };
    const page = await callPagerDuty(connection, request, schema);
    if (!page.ok) return page;
    const items = z.array(item).safeParse(page.value[key]);
    if (!items.success) return otherShape(target.path);
    all.push(...items.data);
    if (page.value.more !== true) return ok(all);
  }
  return refuse('pagerduty/too-many', `PagerDuty has more than ${FARTHEST} of these, and shows no more.`);
}
