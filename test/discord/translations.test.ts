import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { DEFAULT_CONFIG, readSettings } from '../../src/config.ts';
import { applicationCommands } from '../../src/discord/registration.ts';
import { registrationErrors } from '../../src/discord/registration-check.ts';
import { readTranslations } from '../../src/discord/translations.ts';

const LOCALES = ['fr'];

test('commands and options are translated, all of them, and as short as Discord wants them', async () => {
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: 'sqlite::memory:' }));
  const app = expectOk(await openApp({ settings, config: DEFAULT_CONFIG, clock: systemClock, log: silentLog }));
  const translate = readTranslations();
  const { commands, menus } = app.dispatcher;
  const texts = commands.flatMap(({ summary, options }) => [
    summary,
    ...Object.values(options).map(({ description }) => description),
  ]);
  for (const locale of LOCALES) expect(texts.filter((text) => !translate(text)?.[locale])).toEqual([]);
  const drawn = applicationCommands({ commands, menus, translate });
  expect(registrationErrors(drawn)).toEqual([]);
  expect(drawn.find(({ name }) => name === 'incident')).toMatchObject({
    options: expect.arrayContaining([
      expect.objectContaining({
        name: 'resolve',
        description_localizations: { fr: 'L’impact est terminé' },
      }),
    ]) as unknown,
  });
  await app.close();
});
