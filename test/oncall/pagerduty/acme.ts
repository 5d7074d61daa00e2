import type { PagerDutyState } from '../../counterparts/pagerduty/state.ts';

/** A small account: a layer schedule with working hours, a shift-based one, two policies and two services. */
export const acme = (): Partial<PagerDutyState> => ({
  users: [
    { id: 'PALICE', name: 'Alice Ash', email: 'alice@example.com', time_zone: 'America/New_York' },
    { id: 'PBOBBY', name: 'Bob Birch', email: 'bob@example.com', time_zone: 'Europe/Berlin' },
    { id: 'PCAROL', name: 'Carol Cedar', email: 'carol@example.com', time_zone: 'Australia/Sydney' },
  ],
  schedules: [
    {
      id: 'PLAYER',
      name: 'Payments Primary',
      time_zone: 'America/New_York',
      layers: [
        {
          id: 'PL2',
          name: 'Working hours',
          start: '2026-01-05T09:00:00-05:00',
          rotation_virtual_start: '2026-01-05T09:00:00-05:00',
          rotation_turn_length_seconds: 604_800,
          users: ['PALICE', 'PBOBBY'],
          restrictions: [1, 2, 3, 4, 5].map((day) => ({
            type: 'weekly_restriction',
            start_day_of_week: day,
            start_time_of_day: '09:00:00',
            duration_seconds: 32_400,
          })),
        },
        {
          id: 'PL1',
          name: 'Around the clock',
          start: '2026-01-05T09:00:00-05:00',
          rotation_virtual_start: '2026-01-05T09:00:00-05:00',
          rotation_turn_length_seconds: 86_400,
          users: ['PBOBBY', 'PCAROL', 'PALICE'],
        },
      ],
      overrides: [],
    },
  ],
  shiftSchedules: [
    {
      id: 'PSHIFT',
      name: 'Follow the sun',
      time_zone: 'Europe/Berlin',
      rotations: [
        {
          id: 'ROT1',
          events: [
            {
              id: 'EV1',
              name: 'Weeks',
              start_time: { date_time: '2026-01-05T09:00:00+01:00', time_zone: 'Europe/Berlin' },
              end_time: { date_time: '2026-01-12T09:00:00+01:00', time_zone: 'Europe/Berlin' },
              effective_since: '2026-01-05T09:00:00+01:00',
              effective_until: null,
              recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO'],
              assignment_strategy: {
                type: 'rotating_member_assignment_strategy',
                shifts_per_member: 1,
                members: [
                  { type: 'user_member', user_id: 'PBOBBY' },
                  { type: 'user_member', user_id: 'PCAROL' },
                ],
              },
            },
          ],
        },
      ],
      final: [
        {
          start: '2026-03-02T08:00:00Z',
          end: '2026-03-09T08:00:00Z',
          member: { type: 'user_member', user_id: 'PBOBBY' },
          rotation: 'ROT1',
        },
        {
          start: '2026-03-02T08:00:00Z',
          end: '2026-03-09T08:00:00Z',
          member: { type: 'user_member', user_id: 'PCAROL' },
          rotation: 'ROT2',
        },
        {
          start: '2026-03-09T08:00:00Z',
          end: '2026-03-16T08:00:00Z',
          member: { type: 'empty_member' },
          rotation: 'ROT1',
        },
      ],
      overrides: [],
    },
  ],
  policies: [
    {
      id: 'PPOL1',
      name: 'Payments',
      num_loops: 2,
      rules: [
        { escalation_delay_in_minutes: 5, targets: [{ id: 'PLAYER', type: 'schedule_reference' }] },
        { escalation_delay_in_minutes: 15, targets: [{ id: 'PCAROL', type: 'user_reference' }] },
      ],
    },
    {
      id: 'PPOL2',
      name: 'Follow the sun',
      num_loops: 0,
      rules: [{ escalation_delay_in_minutes: 10, targets: [{ id: 'PSHIFT', type: 'schedule_v3_reference' }] }],
    },
  ],
  services: [
    { id: 'PSVC1', name: 'Checkout API', description: 'Takes the money', policy: 'PPOL1' },
    { id: 'PSVC2', name: 'Search', policy: 'PPOL2' },
  ],
});
