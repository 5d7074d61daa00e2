import { z } from 'zod';
import type { Turn } from '../schedule/definition.ts';

/** Ten years of each unit. Turns that are far longer end at instants that no clock can show. */
const LONGEST = { second: 315_532_800, hour: 87_648, day: 3_652, week: 521, month: 120 } as const;
/** Shorter ones would only make who is on call change by the minute. */
const LEAST_SECONDS = 60;

const isUnit = (word: string): word is keyof typeof LONGEST => Object.hasOwn(LONGEST, word);

/** `1 week`, `12 hours`, `43200 seconds`. */
export const turnSchema = z.string().transform((text, context): Turn => {
  const [, digits = '', word = ''] = /^(\d{1,9})\s*([a-z]+?)s?$/i.exec(text.trim()) ?? [];
  const [count, unit] = [Number(digits), word.toLowerCase()];
  if (isUnit(unit) && count >= (unit === 'second' ? LEAST_SECONDS : 1)) {
    if (count <= LONGEST[unit]) return { count, unit: `${unit}s` };
    const message = `is longer than ten years: write ${LONGEST[unit]} ${unit}s at most, or leave the turn out where one person always has it`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  context.addIssue({
    code: 'custom',
    message: 'is no length of a turn: write it like 1 week, 12 hours, 2 days, 1 month or 43200 seconds (60 at least)',
  });
  return z.NEVER;
});
