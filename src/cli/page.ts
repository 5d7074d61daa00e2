import { operator } from '../app.ts';
import { renderText } from '../commands/render-text.ts';
import { withApp } from './open.ts';
import { complain, print } from './output.ts';
import { operatorContext } from './operator-context.ts';
import type { RawValue } from '../commands/option.ts';

/** `muster page`: what `/page send` does, for when Discord is down. A running Muster delivers it, else the next start. */
export const page = (options: { readonly who: string; readonly message: string; readonly urgency?: string }) =>
  call('page send', { ...options });

/** `muster ack`: what `/page ack` does. */
export const ack = (number: number) => call('page ack', { page: number });

const call = (name: string, raw: Readonly<Record<string, RawValue>>): Promise<number> =>
  withApp('record', async (app) => {
    const result = await app.dispatcher.command(name, raw, operatorContext(app, operator));
    if (!result.ok) return complain(result.refusal, 1);
    if (result.value.reply === 'form')
      return complain({ code: 'cli/form', message: 'This needs a form: use Discord.' }, 2);
    print(renderText(result.value.message));
    return 0;
  });
