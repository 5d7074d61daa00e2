import { messageOf } from '../../base/result.ts';
import { splitCredentials } from '../../base/split-credentials.ts';
import { SEND_TIMEOUT_MS, type Sent } from './sender.ts';

/** One request; 2xx counts as sent. 408, 429, 5xx and a broken connection may be tried again, everything else not. */
export async function httpSend(
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  signal: AbortSignal,
  reference: (body: string) => string | null = () => null,
): Promise<Sent> {
  const { url: receiver, headers } = splitCredentials(url);
  try {
    const response = await fetch(receiver, {
      method: 'POST',
      body: request.body,
      headers: { ...headers, ...request.headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]),
    });
    const body = (await response.text()).slice(0, 10_000);
    if (response.ok) return { sent: true, reference: reference(body) };
    const transient = response.status === 408 || response.status === 429 || response.status >= 500;
    return { sent: false, reason: `${receiver.host} answered ${response.status}`, transient };
  } catch (error) {
    return { sent: false, reason: `${receiver.host} did not answer: ${reasonOf(error)}`, transient: true };
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
