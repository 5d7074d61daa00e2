import { expect, test } from 'vitest';
import { expectOk, ok } from '../../src/base/result.ts';
import type { EffectDraft } from '../../src/timeline/effect.ts';
import { causeOf, effect, textsOf } from '../storage/fixtures.ts';
import { openHouse } from './house.ts';

const payload = { to: 'https://hooks.example/in?token=hunter2-sesame', said: [{ text: 'password=hunter2-sesame' }] };

async function kept(draft: EffectDraft): Promise<unknown> {
  await using house = await openHouse();
  const asked = await house.timeline.change('incident-x', textsOf, causeOf('c'), () =>
    ok({ entries: [], effects: [draft], answer: null }),
  );
  expectOk(asked);
  const [found] = await house.store.effects({ limit: 9 });
  return found?.payload;
}

test('an effect of a kind that nobody ever heard of tells no secret, however deep it lies', async () => {
  expect(await kept({ ...effect('x'), kind: 'pigeon.send', payload })).toEqual({
    to: 'https://hooks.example/in?token=[masked]',
    said: [{ text: 'password=[masked]' }],
  });
});

test('what says that it is an address stays whole', async () => {
  expect(await kept({ ...effect('x'), verbatim: true, payload })).toEqual(payload);
});
