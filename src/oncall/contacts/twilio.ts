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

/**
 * Reads the page aloud twice, and takes a pressed 1 as an acknowledgement, a 2 as "I can't", where Muster has a public address (TwiML,
 * twilio.com/docs/voice/twiml/gather). A machine that answers the call presses nothing.
 */
export const callSender =
  (settings: TwilioSettings): Sender =>
  (delivery, signal) => {
    const { acknowledgeUrl } = delivery;
    const text = escapeXml(`${delivery.title}. ${delivery.text}`.slice(0, 800));
    const words = acknowledgeUrl === undefined ? text : `${text}. Press 1 to acknowledge, 2 if you can not.`;
    const said = `<Say>${words}</Say><Pause length="1"/><Say>${words}</Say>`;
    const twiml =
      acknowledgeUrl === undefined
        ? said
        : `<Gather numDigits="1" timeout="10" method="POST" action="${escapeXml(acknowledgeUrl)}">${said}</Gather>`;
    return request(settings, 'Calls', { To: delivery.address, Twiml: `<Response>${twiml}</Response>` }, signal);
  };
