import type { Permission } from '../catalog/permission.ts';

export const incidentPermissions: readonly Permission[] = [
  { name: 'incident.read', summary: 'see incidents, their timelines and statistics', heldBy: 'everybody' },
  { name: 'incident.declare', summary: 'declare an incident', heldBy: 'everybody' },
  { name: 'incident.join', summary: 'join an incident that they can see, or subscribe to it', heldBy: 'everybody' },
  {
    name: 'incident.respond',
    summary: 'record and change things in an incident',
    heldBy: 'involved',
    remedy: 'Take part first: press Join on the incident’s card or announcement.',
  },
  {
    name: 'incident.triage',
    summary: 'accept or decline what waits for triage, which pages people or ends their pages',
    heldBy: 'listed',
    remedy: 'People listed under people in muster.yaml hold it; whoever declared the incident may, too.',
  },
  { name: 'incident.private', summary: 'see private incidents that they are not part of', heldBy: 'granted' },
  { name: 'incident.erase', summary: 'erase personal data from timelines', heldBy: 'granted' },
];
