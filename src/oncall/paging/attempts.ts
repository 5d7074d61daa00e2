/** How often a method that failed for the moment is tried again, behind the others' backs. */
export const MOST_ATTEMPTS = 5;
export const retryAfterMs = (attempt: number): number => 30_000 * 2 ** (attempt - 1);
