import type { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
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

export const otherShape = (path: string): Result<never> =>
  refuse('pagerduty/shape', `PagerDuty answered in a shape that Muster does not know (${path}).`);
