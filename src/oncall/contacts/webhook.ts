import { createHmac } from 'node:crypto';
import { httpSend } from './http-send.ts';
import type { Sender } from './sender.ts';

/** `v1=` and the HMAC-SHA256 of `timestamp.body`, hex: a receiver recomputes it, and refuses old timestamps. */
export const signatureOf = (secret: string, timestamp: number, body: string): string =>
  `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;

/** JSON, signed where `oncall.webhookSecret` is set. `X-Muster-Delivery` is the same for every repetition of one delivery. */
export const webhookSender =
  (secretNow: () => string | undefined, now: () => number): Sender =>
  async (delivery, signal) => {
    const timestamp = Math.floor(now() / 1000);
    const body = JSON.stringify({
      title: delivery.title,
      text: delivery.text,
      urgent: delivery.urgent,
      possibleRepeat: delivery.possibleRepeat,
      acknowledgeUrl: delivery.acknowledgeUrl ?? null,
      ...delivery.facts,
    });
    const secret = secretNow();
    const headers = {
      'content-type': 'application/json',
      'x-muster-delivery': delivery.id,
      'x-muster-timestamp': String(timestamp),
      ...(secret !== undefined && { 'x-muster-signature': signatureOf(secret, timestamp, body) }),
    };
    return httpSend(delivery.address, { headers, body }, signal);
  };
