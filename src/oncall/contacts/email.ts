import { messageOf } from '../../base/result.ts';
import { SEND_TIMEOUT_MS, type Sender } from './sender.ts';

export interface MailSettings {
  /** `smtp://user:password@host:587`, or `smtps://…:465`. */
  readonly smtpUrl: string;
  readonly from: string;
}

/** For all of it: a server that says a word every second keeps to each of the other limits for ever. */
const MOST_MS = 2 * SEND_TIMEOUT_MS;

/** Plain text by SMTP. A refusal of the address is final; a server that is away, busy (4xx) or too slow is not. */
export function emailSender(settings: MailSettings, mostMs = MOST_MS): Sender {
  return async (delivery, signal) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(
      {
        url: settings.smtpUrl,
        dnsTimeout: SEND_TIMEOUT_MS,
        connectionTimeout: SEND_TIMEOUT_MS,
        greetingTimeout: SEND_TIMEOUT_MS,
        socketTimeout: SEND_TIMEOUT_MS,
      },
      { from: settings.from },
    );
    const link =
      delivery.acknowledgeUrl === undefined
        ? ''
        : `\n\nAcknowledge, or say that you cannot: ${delivery.acknowledgeUrl}\n`;
    const late = AbortSignal.timeout(mostMs);
    try {
      const sent = await transport.sendMail({
        to: delivery.address,
        subject: delivery.title,
        text: `${delivery.text}${link}`,
        signal: AbortSignal.any([signal, late]),
        messageId: `<${delivery.id}@muster>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...(delivery.urgent && { 'X-Priority': '1' }) },
      });
      return { sent: true, reference: sent.messageId };
    } catch (error) {
      if (late.aborted) {
        const reason = `The mail server did not take it within ${mostMs / 1000} seconds`;
        return { sent: false, reason, transient: true };
      }
      const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
      return { sent: false, reason: `The mail server refused: ${messageOf(error)}`, transient: code < 500 };
    } finally {
      transport.close();
    }
  };
}
