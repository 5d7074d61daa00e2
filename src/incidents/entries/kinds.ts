import { announcementPosted } from './announcement-posted.ts';
import { cardPosted } from './card-posted.ts';
import { channelOpened } from './channel-opened.ts';
import { entryCorrected } from './entry-corrected.ts';
import { entryRetracted } from './entry-retracted.ts';
import { impactChanged } from './impact-changed.ts';
import { incidentDeclared } from './incident-declared.ts';
import { incidentRegistered } from './incident-registered.ts';
import { incidentRenamed } from './incident-renamed.ts';
import { linkAdded } from './link-added.ts';
import { milestoneRecorded } from './milestone-recorded.ts';
import { noteAdded } from './note-added.ts';
import { responderAdded } from './responder-added.ts';
import { roleAssigned } from './role-assigned.ts';
import { roleLeft } from './role-left.ts';
import { severityChanged } from './severity-changed.ts';
import { statusChanged } from './status-changed.ts';
import { summaryChanged } from './summary-changed.ts';
import { updatePosted } from './update-posted.ts';
import type { EntryKind } from '../../timeline/entry-kind.ts';

/** Every kind of entry that this domain writes. A new one is a file beside this one and a line here. */
export const incidentKinds: readonly EntryKind[] = [
  incidentRegistered,
  incidentDeclared,
  incidentRenamed,
  severityChanged,
  statusChanged,
  roleAssigned,
  roleLeft,
  noteAdded,
  updatePosted,
  milestoneRecorded,
  entryCorrected,
  entryRetracted,
  summaryChanged,
  impactChanged,
  responderAdded,
  linkAdded,
  channelOpened,
  cardPosted,
  announcementPosted,
];
