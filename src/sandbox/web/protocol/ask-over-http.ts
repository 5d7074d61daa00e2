/** Asks the sandbox that served the page; with a body the question is a POST. Rejects with an Error whose message is a sentence. */
export type Ask = <T>(path: string, body?: unknown) => Promise<T>;

/** `me` is who asks, each time anew. */
export const askOverHttp =
  (me: () => string): Ask =>
  async <T>(path: string, body?: unknown): Promise<T> => {
    const address = `/page/${path}${path.includes('?') ? '&' : '?'}as=${me()}`;
    const response = await fetch(
      address,
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    ).catch(() => {
      throw new Error('The sandbox does not answer. Is it still running?');
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new Error(sentenceIn(answer) ?? `The sandbox answered ${response.status}.`);
    // The sandbox of the same version: its shapes are held by its own types and tests.
    return answer as T;
  };

const sentenceIn = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'message' in answer && typeof answer.message === 'string'
    ? answer.message
    : undefined;
