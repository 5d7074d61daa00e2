const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/** How long to wait after so many attempts: doubled each time, half of it by chance so that not all come back at once. */
export function backoffMs(attempts: number, random: () => number, longestMs = LONGEST_MS): number {
  const most = Math.min(longestMs, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(most / 2 + (most / 2) * random());
}
