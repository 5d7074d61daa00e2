import { readSettings } from '../config.ts';
import { applicationIdOf, inviteLink, MALFORMED_TOKEN, WANTED_PERMISSIONS } from '../discord/invite.ts';
import { complain, print } from './output.ts';

/** `muster invite`: the link that lets Muster into a server, and what it asks for. */
export async function invite(options: { readonly application?: string }): Promise<number> {
  const settings = readSettings(process.env);
  if (!settings.ok) return complain(settings.refusal, 2);
  const token = settings.value.DISCORD_TOKEN;
  const id = options.application ?? (token === undefined ? undefined : applicationIdOf(token));
  if (id === undefined || !/^\d{17,20}$/.test(id)) {
    const message =
      options.application !== undefined
        ? '--application takes the application’s id, a number of 17 to 20 digits: the developer portal shows it under General Information.'
        : token === undefined
          ? 'Whose invitation? Set DISCORD_TOKEN, or name the application: muster invite --application ID.'
          : `${MALFORMED_TOKEN} Or name the application: muster invite --application ID.`;
    return complain({ code: 'invite/application', message }, 2);
  }
  print(inviteLink(id));
  print('\nIt asks for:');
  for (const { name, why } of WANTED_PERMISSIONS) print(`- ${name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}: ${why}`);
  return 0;
}
