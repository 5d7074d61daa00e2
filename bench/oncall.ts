import { scheduleSchema } from '../src/oncall/config/schedules.ts';
import { type Schedule, createSchedule } from '../src/oncall/schedule/schedule.ts';
import { startBot } from '../src/testing.ts';

/** Nine layers of every sort: days and weeks, restricted to working hours, nights and weekends. */
export function nineLayers(timeZone: string, name = 'nine', shift = 0): Schedule {
  const people = ['a', 'b', 'c', 'd', 'e'];
  const week = ['mon', 'tue', 'wed', 'thu', 'fri'];
  const restrictions = [
    [],
    [{ days: week, from: '08:00', to: '20:00' }],
    [{ from: '20:00', to: '08:00' }],
    [{ from: 'fri 18:00', to: 'mon 08:00' }],
    [{ days: ['sat', 'sun'], from: '09:00', to: '17:00' }],
  ];
  return createSchedule(
    name,
    scheduleSchema.parse({
      timeZone,
      layers: Array.from({ length: 9 }, (_, n) => ({
        users: people.slice(0, 2 + (n % 4)),
        start: `2025-0${1 + ((n + shift) % 9)}-05T0${n}:00`,
        turn: n % 2 === 0 ? '1 week' : '1 day',
        restrictions: restrictions[n % restrictions.length],
      })),
    }),
  );
}

export interface Measured {
  readonly name: string;
  /** Milliseconds: the median of the rounds, and the slowest. */
  readonly medianMs: number;
  readonly worstMs: number;
  readonly targetMs: number;
}

function measure(name: string, targetMs: number, rounds: number, run: (round: number) => void): Measured {
  for (let round = 0; round < 20; round++) run(round); // warm
  const times = Array.from({ length: rounds }, (_, round) => {
    const started = performance.now();
    run(round);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return { name, medianMs: times[rounds >> 1] ?? 0, worstMs: times.at(-1) ?? 0, targetMs };
}

/** The final schedule of one year, nine layers, warm. */
export function yearOfNineLayers(timeZone: string): Measured {
  const schedule = nineLayers(timeZone);
  const from = Date.UTC(2026, 0, 1);
  const to = Date.UTC(2027, 0, 1);
  return measure(`final schedule of one year, 9 layers, ${timeZone}`, 2, 101, () => schedule.final({ from, to }));
}

/** Who is on call now in each of 1,000 schedules of nine layers. */
export function whoNow(): readonly Measured[] {
  const zones = ['UTC', 'America/Chicago', 'Europe/Berlin', 'Australia/Sydney'];
  const schedules = Array.from({ length: 1000 }, (_, n) =>
    nineLayers(zones[n % zones.length] ?? 'UTC', `schedule-${n}`, n),
  );
  const noon = Date.UTC(2026, 5, 1, 12);
  return [
    measure('who is on call now, 1,000 schedules of 9 layers', 1, 101, (round) => {
      for (const schedule of schedules) schedule.at(noon + round * 1000);
    }),
    measure('the same on a day not asked about before', 100, 21, (round) => {
      for (const schedule of schedules) schedule.at(noon + (round + 1) * 86_400_000);
    }),
  ];
}

/** muster.yaml of 1,000 people and 1,000 schedules. */
function thousand(ids: Readonly<Record<string, string>>): string {
  const numbers = Array.from({ length: 1000 }, (_, n) => n);
  const people = numbers.map((n) => `  person-${n}: { name: "Person ${n}" }`);
  const schedules = numbers.map(
    (n) =>
      `  schedule-${n}: { layers: [{ users: [person-${n}, person-${(n + 1) % 1000}, ada], start: 2026-01-05T09:00, turn: 1 week }] }`,
  );
  const ada = `  ada: { discord: "${ids['ada'] ?? ''}" }`;
  return ['people:', ada, ...people, 'schedules:', ...schedules, 'policies: {}', ''].join('\n');
}

/** From the keystroke to the suggestions, over the real client and a local Discord. */
export async function autocomplete(): Promise<readonly Measured[]> {
  const bot = await startBot({ config: thousand });
  const ada = bot.as('ada');
  const typed = (name: string, option: string) => async (round: number) => {
    const exchange = await ada.autocomplete('#general', name, { [option]: String(round % 100) }, option);
    if (!JSON.stringify(exchange).includes('chedule-')) throw new Error(`${name} suggested nothing`);
  };
  const measured = [
    await measureAsync('autocomplete of 1,000 schedules, round trip', 50, 101, typed('oncall who', 'schedule')),
    await measureAsync('autocomplete of 1,000 people and 1,000 schedules', 50, 101, typed('page send', 'who')),
  ];
  await bot.stop();
  return measured;
}

async function measureAsync(
  name: string,
  targetMs: number,
  rounds: number,
  run: (round: number) => Promise<void>,
): Promise<Measured> {
  const times: number[] = [];
  for (let round = -20; round < rounds; round++) {
    const started = performance.now();
    await run(Math.abs(round));
    if (round >= 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { name, medianMs: times[rounds >> 1] ?? 0, worstMs: times.at(-1) ?? 0, targetMs };
}

export const onCallBenchmarks = async (): Promise<readonly Measured[]> => [
  yearOfNineLayers('UTC'),
  yearOfNineLayers('America/Chicago'),
  ...whoNow(),
  ...(await autocomplete()),
];

if (import.meta.main) {
  for (const { name, medianMs, worstMs, targetMs } of await onCallBenchmarks()) {
    console.log(`${name}: median ${medianMs.toFixed(3)} ms, worst ${worstMs.toFixed(3)} ms (target ${targetMs} ms)`);
  }
}
