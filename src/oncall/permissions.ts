import type { Permission } from '../catalog/permission.ts';

const LISTED = { heldBy: 'listed', remedy: 'People listed under people in muster.yaml hold it.' } as const;

export const onCallPermissions: readonly Permission[] = [
  { name: 'oncall.read', summary: 'see schedules and who is on call', heldBy: 'everybody' },
  { name: 'oncall.override', summary: 'make overrides, swaps and cover requests', ...LISTED },
  {
    name: 'oncall.apply',
    summary: 'decide whether a changed muster.yaml says who is on call at once, or when the shift ends',
    heldBy: 'granted',
  },
  { name: 'page.read', summary: 'see pages and how they were delivered', heldBy: 'everybody' },
  { name: 'page.send', summary: 'page people', ...LISTED },
  { name: 'page.respond', summary: 'acknowledge, resolve, snooze and hand on pages', ...LISTED },
  { name: 'pagerduty.link', summary: 'show which PagerDuty user they are', heldBy: 'everybody' },
];
