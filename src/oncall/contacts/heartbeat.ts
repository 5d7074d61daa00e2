import { splitCredentials } from '../../base/split-credentials.ts';

/** Tells the receiver that pages are well looked after; rejects when it does not take that. */
export async function sendHeartbeat(url: string): Promise<void> {
  const { url: receiver, headers } = splitCredentials(url);
  const answer = await fetch(receiver, { method: 'POST', headers, signal: AbortSignal.timeout(10_000) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The heartbeat's receiver answered ${answer.status}`);
}
