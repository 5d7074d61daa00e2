let offsetMs = 0;

/** The sandbox's clock can be moved forward: what the page calls "now" follows it. */
export const sandboxNow = (): number => Date.now() + offsetMs;

export function sandboxTimeIs(nowMs: number): void {
  offsetMs = nowMs - Date.now();
}
