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
  /** They are asked, or have it, and can still say that they cannot. */
  readonly mayDecline: boolean;
  /** When they were asked, in milliseconds since 1970; 0: not now. What is pressed then is no answer to a later asking. */
  readonly askedAt: number;
  /** What they have just answered, beside taking it. */
  readonly answered: 'joined' | 'declined' | null;
}

type Deed = 'acknowledge' | 'decline';
/** What is pressed on the telephone. */
const DEEDS: Readonly<Record<string, Deed>> = { 1: 'acknowledge', 2: 'decline' };

export interface AckParts {
  /** Refuses `page/link` when the token is forged or too old. */
  readonly read: (token: string) => Promise<Result<LinkedPage>>;
  /** An `askedAt` of before declines nothing: the page as it is now is shown. */
  readonly answer: (token: string, deed: Deed, via: 'link' | 'call', askedAt?: number) => Promise<Result<LinkedPage>>;
}

/**
 * `/pages/ack/:token`: answers a page while Discord is down. Looking does nothing, because mail scanners follow links;
 * the buttons do it, or a 1 or 2 pressed on the phone during a call (`Digits`, twilio.com/docs/voice/twiml/gather).
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
    const { Digits: pressed, deed, asked } = await context.req.parseBody();
    if (pressed === undefined) {
      const askedAt = typeof asked === 'string' && /^\d{1,15}$/.test(asked) ? Number(asked) : undefined;
      const meant = deed === 'decline' ? 'decline' : 'acknowledge';
      return draw(context, await parts.answer(token(context), meant, 'link', askedAt));
    }
    const meant = typeof pressed === 'string' && Object.hasOwn(DEEDS, pressed) ? DEEDS[pressed] : undefined;
    const done = meant && (await parts.answer(token(context), meant, 'call'));
    return context.body(spoken(done), 200, { 'content-type': 'text/xml; charset=utf-8' });
  });
  return app;
}

const spoken = (done: Result<LinkedPage> | undefined): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Say>${spokenWords(done)}</Say></Response>`;

/** By the refusal's code: what is written names commands, which nobody types on a telephone. */
const REFUSED: Readonly<Record<string, string>> = {
  'page/link': 'This call is too old to answer the page.',
  'page/unknown': 'There is no such page.',
  'page/resolved': 'This page is resolved already.',
  'page/acknowledged': 'Somebody else has this page already.',
  'page/not-yours': 'This page does not ask you now, so there is nothing to hand on.',
  'pagerduty/unlinked': 'PagerDuty pages for this, and does not know you. Answer it there.',
};

function spokenWords(done: Result<LinkedPage> | undefined): string {
  if (done === undefined) return 'Nothing was changed.';
  if (!done.ok) return REFUSED[done.refusal.code] ?? 'Nothing was changed. Muster in Discord says why.';
  const { number, status, answered } = done.value;
  if (answered === 'joined') return `Thank you. You joined page ${number}.`;
  return answered === 'declined' ? `Page ${number} goes on without you.` : `Thank you. Page ${number} is ${status}.`;
}

const body = (page: LinkedPage): Html =>
  html`<h1>Page ${page.number}</h1>
    <p class="message">${words(page.message)}</p>
    ${state(page)}${
      page.mayDecline && page.answered === null
        ? html`<form class="decline" method="post">
            <input type="hidden" name="asked" value="${page.askedAt}" />
            <button type="submit" name="deed" value="decline">I can’t: next please</button>
          </form>`
        : ''
    }`;

function state({ status, mayJoin, answered }: LinkedPage): Html {
  if (answered === 'joined') return html`<p><strong>You joined.</strong></p>`;
  if (answered === 'declined') return html`<p><strong>It goes on without you.</strong></p>`;
  if (mayJoin)
    return html`<p><strong>Somebody has it; you are asked to join.</strong></p>
      <form class="take" method="post"><button type="submit">Join in</button></form>`;
  return status === 'acknowledged' || status === 'resolved'
    ? html`<p><strong>It is ${status}.</strong> Nobody is paged further for it.</p>`
    : html`<form class="take" method="post"><button type="submit">Acknowledge: I take it</button></form>`;
}
