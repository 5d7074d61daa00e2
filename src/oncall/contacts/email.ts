import { messageOf } from '../../base/result.ts';
import { SEND_TIMEOUT_MS, type Sender } from './sender.ts';

export interface MailSettings {
  /** `smtp://user:password@host:587`, or `smtps://…:465`. */
  readonly smtpUrl: string;
  readonly from: string;
}

/** Plain text by SMTP. A refusal of the address is final; a server that is away or busy (4xx) is not. */
export function emailSender(settings: MailSettings): Sender {
  return async (delivery) => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(
      {
        url: settings.smtpUrl,
        connectionTimeout: SEND_TIMEOUT_MS,
        greetingTimeout: SEND_TIMEOUT_MS,
        socketTimeout: SEND_TIMEOUT_MS,
      },
      { from: settings.from },
    );
    const link = delivery.acknowledgeUrl === undefined ? '' : `\n\nAcknowledge: ${delivery.acknowledgeUrl}\n`;
    try {
      const sent = await transport.sendMail({
        to: delivery.address,
        subject: delivery.title,
        text: `${delivery.text}${link}`,
        messageId: `<${delivery.id}@muster>`,
        headers: { 'Auto-Submitted': 'auto-generated', ...(delivery.urgent && { 'X-Priority': '1' }) },
      });
      return { sent: true, reference: sent.messageId };
    } catch (error) {
      const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
      return { sent: false, reason: `The mail server refused: ${messageOf(error)}`, transient: code < 500 };
    } finally {
      transport.close();
    }
  };
}
