import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { Result } from '../base/result.ts';
import { type Html, pageShell, words } from './page-shell.ts';

/** What Twilio sends along with a pressed key is about a kilobyte. */
const LARGEST_FORM_BYTES = 16_384;

/** A page as somebody sees it who followed the link of a mail or a text message. */
export interface LinkedPage {
  readonly number: number;
  readonly message: string;
  readonly status: string;
  /** Somebody else has it, and who follows the link was asked to join. */
  readonly mayJoin: boolean;
  /** They have just answered that they come. */
  readonly hasJoined: boolean;
}

export interface AckParts {
  /** Refuses `page/link` when the token is forged or too old. */
  readonly read: (token: string) => Promise<Result<LinkedPage>>;
  readonly acknowledge: (token: string, via: 'link' | 'call') => Promise<Result<LinkedPage>>;
}

/**
 * `/pages/ack/:token`: answers a page while Discord is down. Looking does nothing, because mail scanners follow links;
 * the button does it, or a 1 pressed on the phone during a call (`Digits`, twilio.com/docs/voice/twiml/gather).
 */
export function ackRoutes(parts: AckParts): Hono {
  const app = new Hono();
  const draw = async (context: Context, found: Result<LinkedPage>): Promise<Response> =>
    found.ok
      ? context.html(await pageShell(`Page ${found.value.number}`, body(found.value)))
      : context.html(
          await pageShell(
            'Page',
            html`<h1>Page</h1>
              <p>${found.refusal.message}</p>`,
          ),
          404,
        );
  const token = (context: Context): string => context.req.param('token') ?? '';
  app.get('/pages/ack/:token', async (context) => draw(context, await parts.read(token(context))));
  app.post('/pages/ack/:token', bodyLimit({ maxSize: LARGEST_FORM_BYTES }), async (context) => {
    const { Digits: pressed } = await context.req.parseBody();
    if (pressed === undefined) return draw(context, await parts.acknowledge(token(context), 'link'));
    const done = pressed === '1' ? await parts.acknowledge(token(context), 'call') : undefined;
    return context.body(spoken(done), 200, { 'content-type': 'text/xml; charset=utf-8' });
  });
  return app;
}

const spoken = (done: Result<LinkedPage> | undefined): string => {
  const words =
    done === undefined
      ? 'Nothing was changed.'
      : done.ok
        ? done.value.hasJoined
          ? `Thank you. You joined page ${done.value.number}.`
          : `Thank you. Page ${done.value.number} is ${done.value.status}.`
        : 'This page can not be acknowledged any more.';
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Say>${words}</Say></Response>`;
};

const body = ({ number, message, status, mayJoin, hasJoined }: LinkedPage): Html =>
  html`<h1>Page ${number}</h1>
    <p class="message">${words(message)}</p>
    ${
      hasJoined
        ? html`<p><strong>You joined.</strong></p>`
        : mayJoin
          ? html`<p><strong>Somebody has it; you are asked to join.</strong></p>
              <form class="take" method="post"><button type="submit">Join in</button></form>`
          : status === 'acknowledged' || status === 'resolved'
            ? html`<p><strong>It is ${status}.</strong> Nobody is paged further for it.</p>`
            : html`<form class="take" method="post"><button type="submit">Acknowledge: I take it</button></form>`
    }`;
