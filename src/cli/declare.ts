import { operator } from '../app.ts';
import { renderText } from '../commands/render-text.ts';
import { withApp } from './open.ts';
import { complain, print } from './output.ts';
import { operatorContext } from './operator-context.ts';

/** `muster declare`: what `/incident declare` does, for when Discord is down; channel and cards follow when it is back. */
export async function declare(options: {
  readonly title: string;
  readonly severity?: string;
  readonly service?: string;
  readonly json?: true;
}): Promise<number> {
  return withApp('record', async (app) => {
    const { title, severity, service } = options;
    const raw = { title, ...(severity !== undefined && { severity }), ...(service !== undefined && { service }) };
    const result = await app.dispatcher.command('incident declare', raw, operatorContext(app, operator));
    if (!result.ok) return complain(result.refusal, 1);
    if (result.value.reply === 'form')
      return complain({ code: 'cli/form', message: 'This needs a form: use Discord.' }, 2);
    print(options.json ? JSON.stringify(result.value.message) : renderText(result.value.message));
    return 0;
  });
}
