import type { Button } from '../../commands/message.ts';
import type { RunRow } from '../runs-projection.ts';

/** Of the place that a deploy goes to; nothing of it holds for an action. */
export interface Place {
  /** This run is the rollback for which the place is locked until somebody says why. */
  readonly locks: boolean;
  /** An earlier good version is known. */
  readonly goesBack: boolean;
}

/** What can be done about a run as it stands. */
export function buttonsOf(row: RunRow, { locks, goesBack }: Place): { buttons?: readonly (readonly Button[])[] } {
  const button = (
    label: string,
    action: string,
    style: 'primary' | 'secondary' | 'danger' | 'success',
    ...more: readonly string[]
  ): Button => ({
    label,
    style,
    action,
    args: [row.run, ...more],
  });
  const output = row.outputBytes > 0 || row.state === 'running' ? [button('Output', 'run.output', 'secondary')] : [];
  switch (row.state) {
    case 'confirmed':
      return row.plan.startAt === null ? {} : { buttons: [[button('Take it back', 'run.cancel', 'secondary')]] };
    case 'running':
      return { buttons: [[button('End it', 'run.cancel', 'danger'), ...output]] };
    case 'unknown':
      return {
        buttons: [
          [
            button('It succeeded', 'run.account', 'success', 'succeeded'),
            button('It failed', 'run.account', 'danger', 'failed'),
            ...output,
          ],
        ],
      };
    case 'failed':
    case 'cancelled':
    case 'timed-out':
      return {
        buttons: [
          [
            button('Again', 'run.retry', 'primary'),
            ...(row.plan.deploy && !row.plan.deploy.rollback && goesBack
              ? [button('Roll back', 'run.roll-back', 'danger')]
              : []),
            ...output,
          ],
        ],
      };
    case 'succeeded': {
      const why = locks ? [button('Say why, and unlock', 'deploy.unlock', 'primary')] : [];
      const buttons = [...why, ...output];
      return buttons.length > 0 ? { buttons: [buttons] } : {};
    }
    default:
      return {};
  }
}
