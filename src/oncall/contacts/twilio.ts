import { escapeXml } from '../../pictures/svg.ts';
import { httpSend } from './http-send.ts';
import type { Sender } from './sender.ts';

export interface TwilioSettings {
  readonly apiUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** The number that texts and calls come from. */
  readonly from: string;
}

const request = (
  settings: TwilioSettings,
  resource: 'Messages' | 'Calls',
  form: Record<string, string>,
  signal: AbortSignal,
) =>
  httpSend(
    `${settings.apiUrl}/2010-04-01/Accounts/${encodeURIComponent(settings.accountSid)}/${resource}.json`,
    {
      headers: {
        authorization: `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ From: settings.from, ...form }).toString(),
    },
    signal,
    (body) => /"sid":\s*"(\w{34})"/.exec(body)?.[1] ?? null,
  );

/** At most 480 characters: three segments of a text message in the GSM alphabet. */
export const smsSender =
  (settings: TwilioSettings): Sender =>
  (delivery, signal) => {
    const link = delivery.acknowledgeUrl === undefined ? '' : ` ${delivery.acknowledgeUrl}`;
    const text = `${delivery.title}: ${delivery.text}`.slice(0, 480 - link.length);
    return request(settings, 'Messages', { To: delivery.address, Body: `${text}${link}` }, signal);
  };

/** Reads the page aloud twice (TwiML, twilio.com/docs/voice/twiml). */
export const callSender =
  (settings: TwilioSettings): Sender =>
  (delivery, signal) => {
    const words = escapeXml(`${delivery.title}. ${delivery.text}`.slice(0, 800));
    const twiml = `<Response><Say>${words}</Say><Pause length="1"/><Say>${words}</Say></Response>`;
    return request(settings, 'Calls', { To: delivery.address, Twiml: twiml }, signal);
  };
