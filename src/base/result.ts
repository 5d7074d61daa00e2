/** What can go wrong in a way that we expect: a value, never an exception. Exceptions are bugs. */
export interface Refusal {
  /** Stable and machine-readable, `area/reason`: `incident/unknown`, `time/future`. */
  readonly code: string;
  /** One or two sentences for the person who asked: what is wrong, and what to do next. Plain text, no Markdown. */
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const refuse = (code: string, message: string): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code, message },
});

/** For the few callers that cannot answer a refusal (scripts, tests): the value, or an Error with the sentence. */
export function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
}

/** The sentence of anything that was thrown. Never throws. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
