import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccountClient } from '../../src/oncall/pagerduty/account-client.ts';
import { createPagerDutyClient } from '../../src/oncall/pagerduty/client.ts';
import { readAccount } from '../../src/oncall/pagerduty/import/account.ts';
import { createIncidentClient } from '../../src/oncall/pagerduty/incident-client.ts';
import { PAGERDUTY_OPERATIONS } from '../../src/oncall/pagerduty/operations.ts';
import { createOverrideClient } from '../../src/oncall/pagerduty/override-client.ts';
import { renderSchedule } from '../../src/oncall/pagerduty/rendering.ts';
import { createSubscriptionClient } from '../../src/oncall/pagerduty/subscription-client.ts';
import { type DocumentServer, startDocumentServer } from '../counterparts/pagerduty/document-server.ts';
import { pagerDutyDocument } from '../counterparts/pagerduty/document.ts';

/*
 * Our client against a server that is PagerDuty's OpenAPI document: each request is refused unless the document describes
 * it, each answer is the document's own example, and once more all that its schema describes.
 */

const document = pagerDutyDocument();
const ADA = 'ada@example.com';
const SPAN = { from: Date.parse('2026-03-02T00:00:00Z'), to: Date.parse('2026-03-03T00:00:00Z') };
const OVERRIDE = { ...SPAN, user: 'PADA', instead: undefined };
const ORDER = { title: 'Down', service: 'PS', policy: 'PP', urgency: 'high', key: 'page-1', details: 'text' } as const;
const ON_FIRE = { id: 'PT4KHLK', incident_number: 1234 };
const NO_ANSWER_OF_INTEREST: unknown = expect.anything();

type Asked = readonly [ask: () => Promise<unknown>, example: unknown];
/** Every function of a client, so that a new one does not go untried, with what comes of the document's example. */
type Whole<Client> = Readonly<Record<keyof Client, Asked>>;

let server: DocumentServer;

describe.skipIf(!document)('PagerDuty as its document says (left out where shared/data is not there)', () => {
  beforeAll(async () => {
    if (document) server = await startDocumentServer(document);
  });
  beforeEach(() => {
    server.answerWith('examples');
    server.hide(undefined);
  });
  afterAll(() => server.stop());

  const connection = () => ({ apiUrl: server.url, token: 'secret', now: () => SPAN.from });

  const asked = (): Readonly<Record<string, Asked>> => {
    const pd = createPagerDutyClient(connection());
    const incidents = createIncidentClient(connection());
    const account = createAccountClient(connection());
    const overrides = createOverrideClient(connection());
    const subscriptions = createSubscriptionClient(connection());
    const people = [
      {
        id: 'PXPGF42',
        name: 'Earline Greenholt',
        email: '125.greenholt.earline@graham.name',
        time_zone: 'America/Lima',
      },
      { id: 'PAM4FGS', name: 'Kyler Kuhn', email: '126_dvm_kyler_kuhn@beahan.name', time_zone: 'Asia/Hong_Kong' },
    ];
    const writing: Whole<typeof pd> = {
      users: [() => pd.users(), people],
      createIncident: [() => pd.createIncident(ORDER, ADA), { ...ON_FIRE, status: 'triggered' }],
      acknowledge: [() => pd.acknowledge('PT4KHLK', ADA), ON_FIRE],
      resolve: [() => pd.resolve('PT4KHLK', ADA), { ...ON_FIRE, status: 'resolved' }],
      reassign: [() => pd.reassign('PT4KHLK', ['PU'], ADA), ON_FIRE],
      reassignToPolicy: [() => pd.reassignToPolicy('PT4KHLK', 'PP', ADA), ON_FIRE],
      escalate: [() => pd.escalate('PT4KHLK', 2, ADA), ON_FIRE],
      raise: [() => pd.raise('PT4KHLK', 'Checkout is down', ADA), ON_FIRE],
      snooze: [() => pd.snooze('PT4KHLK', 3600, ADA), ON_FIRE],
      merge: [() => pd.merge('PT4KHLK', ['PX'], ADA), { id: 'PT4KHLK', type: 'incident_reference' }],
      note: [() => pd.note('PT4KHLK', 'On the scene', ADA), NO_ANSWER_OF_INTEREST],
      statusUpdate: [() => pd.statusUpdate('PT4KHLK', 'It spreads', ADA), NO_ANSWER_OF_INTEREST],
      requestResponders: [() => pd.requestResponders('PT4KHLK', 'PU', ['PV'], 'Please'), NO_ANSWER_OF_INTEREST],
    };
    const reading: Whole<typeof incidents> = {
      get: [
        () => incidents.get('PT4KHLK'),
        { ...ON_FIRE, status: 'acknowledged', acknowledgements: [{ acknowledger: { summary: 'Earline Greenholt' } }] },
      ],
      findByKey: [() => incidents.findByKey('baf7cf21b1da41b4b0221008339ff357'), { ...ON_FIRE, status: 'resolved' }],
      logEntries: [
        () => incidents.logEntries('PT4KHLK'),
        [{ type: 'trigger_log_entry', summary: 'Triggered through the API', agent: { summary: 'My Mail Service' } }],
      ],
      notes: [
        () => incidents.notes('PT4KHLK'),
        ['Firefighters are on the scene.', 'Initial alert information indicates a 1-alarm fire'],
      ],
    };
    const ofAccount: Whole<typeof account> = {
      users: [() => account.users(), people],
      policies: [
        () => account.policies(),
        [
          {
            name: 'Engineering Escalation Policy',
            num_loops: 0,
            escalation_rules: [
              {
                escalation_delay_in_minutes: 30,
                targets: [
                  { id: 'PEYSGVF', type: 'user_reference' },
                  { id: 'PI7DH85', type: 'schedule_reference' },
                ],
              },
            ],
          },
        ],
      ],
      services: [() => account.services(), [{ name: 'My Application Service', escalation_policy: { id: 'PT20YPA' } }]],
      layerSchedules: [() => account.layerSchedules(), [{ id: 'PI7DH85', name: 'Daily Engineering Rotation' }]],
      shiftSchedules: [() => account.shiftSchedules(), [{ id: 'PS1A2B3C', name: 'Engineering On-Call' }]],
      layerSchedule: [
        () => account.layerSchedule('PI7DH85', SPAN),
        {
          time_zone: 'America/New_York',
          schedule_layers: [
            {
              rotation_virtual_start: Date.parse('2015-11-06T20:00:00-05:00'),
              rotation_turn_length_seconds: 86_400,
              restrictions: [{ type: 'daily_restriction', start_time_of_day: '08:00:00', duration_seconds: 32_400 }],
            },
          ],
        },
      ],
      layerOverrides: [
        () => account.layerOverrides('PI7DH85', SPAN),
        [
          {
            start: Date.parse('2012-07-01T04:00:00Z'),
            end: Date.parse('2012-07-02T04:00:00Z'),
            user: { id: 'PEYSGVF' },
          },
        ],
      ],
      // The examples of shift-based schedules have no shifts in them: those are in what is generated.
      shiftSchedule: [() => account.shiftSchedule('PS1A2B3C', SPAN), { name: 'Engineering On-Call' }],
      shiftOverrides: [() => account.shiftOverrides('PS1A2B3C', SPAN), []],
      customShifts: [() => account.customShifts('PS1A2B3C', SPAN), []],
    };
    const standingIn: Whole<typeof overrides> = {
      write: [() => overrides.write('PI7DH85', OVERRIDE), ['Q3X6MJ1LUKD6QW']],
      find: [() => overrides.find('PI7DH85', OVERRIDE), []],
      remove: [() => overrides.remove('PI7DH85', 'PQ47DCP'), null],
    };
    const subscribing: Whole<typeof subscriptions> = {
      list: [
        () => subscriptions.list(),
        [{ id: 'PY1OL64', active: true, delivery_method: { url: 'https://example.com/receive_a_pagerduty_webhook' } }],
      ],
      create: [() => subscriptions.create('https://muster.example/webhooks/pagerduty'), { id: 'PY1OL64' }],
      remove: [() => subscriptions.remove('PY1OL64'), null],
    };
    return Object.fromEntries(
      Object.entries({ writing, reading, ofAccount, standingIn, subscribing }).flatMap(([client, functions]) =>
        Object.entries(functions).map(([name, each]) => [`${client}.${name}`, each]),
      ),
    );
  };

  test('every request is one that it describes, and every example of its answers is understood', async () => {
    for (const [name, [ask, example]] of Object.entries(asked()))
      expect({ [name]: await ask() }).toMatchObject({ [name]: { ok: true, value: example } });
    expect(server.faults).toEqual([]);
  });

  test('an answer with everything that its schema describes is understood, too', async () => {
    server.answerWith('generated');
    for (const [name, [ask]] of Object.entries(asked()))
      expect({ [name]: await ask() }).toMatchObject({ [name]: { ok: true } });
    const account = createAccountClient(connection());
    expect(await renderSchedule(account, 'PS1A2B3C', SPAN)).toMatchObject({
      value: {
        kind: 'shifts',
        shifts: [{ user: 'PGENER1', from: Date.parse('2026-03-02T09:00Z'), to: Date.parse('2026-03-02T17:00Z') }],
        names: { PGENER1: 'a summary' },
      },
    });
    expect(await readAccount(account, SPAN)).toMatchObject({ ok: true });
    expect(server.faults).toEqual([]);
  });

  test('what a layer schedule does not know is asked for of a shift-based one, and the other way round', async () => {
    const account = createAccountClient(connection());
    const overrides = createOverrideClient(connection());
    server.hide(/ \/v3\/schedules/);
    expect(await renderSchedule(account, 'PI7DH85', SPAN)).toMatchObject({
      value: {
        kind: 'layers',
        shifts: [{ user: 'PXPGF42', from: Date.parse('2015-11-10T13:00:00Z'), to: Date.parse('2015-11-10T22:00:00Z') }],
        names: { PXPGF42: 'Regina Phalange' },
      },
    });
    server.hide(/ \/schedules/);
    server.answerWith('generated');
    expect(await overrides.write('PS1A2B3C', OVERRIDE)).toMatchObject({ ok: true, value: ['PGENER1'] });
    expect(await overrides.find('PS1A2B3C', { ...OVERRIDE, user: 'PGENER1' })).toMatchObject({ value: ['PGENER1'] });
    expect(await overrides.remove('PS1A2B3C', 'PGENER1')).toMatchObject({ ok: true });
    expect(server.faults).toEqual([]);
    // After all of the above: nothing that Muster may ask for has gone untried.
    expect([...new Set(server.asked)].sort()).toEqual([...PAGERDUTY_OPERATIONS].sort());
  });

  test('what the document does not describe is refused, in path, query, body and headers', async () => {
    const pd = createPagerDutyClient(connection());
    expect(await pd.snooze('PT4KHLK', 0, ADA)).toMatchObject({ refusal: { code: 'pagerduty/refused' } });
    const headers = { accept: 'application/vnd.pagerduty+json;version=2', 'content-type': 'application/json' };
    const ask = async (method: string, path: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(server.url + path, { method, headers, ...init })).status;
    expect(await ask('GET', '/incidents/PT4KHLK/nothing')).toBe(400);
    expect(await ask('GET', '/users?colour=red')).toBe(400);
    expect(await ask('GET', '/users', { headers: { ...headers, accept: 'application/json' } })).toBe(400);
    expect(await ask('PUT', '/incidents/PT4KHLK', { body: '{"incident":{"type":"incident_reference"}}' })).toBe(400);
    expect(server.faults.map((fault) => fault.replace(/^.*?: /, ''))).toEqual([
      expect.stringContaining('/duration must be >= 1'),
      'there is no GET /incidents/PT4KHLK/nothing',
      'query colour is unknown',
      'header accept: application/json',
      'header From is missing',
    ]);
  });
});
