import { incidentTriaged } from './incident-triaged.ts';
import { incidentMerged } from './incident-merged.ts';
import { incidentAbsorbed } from './incident-absorbed.ts';
import { serviceAdded } from './service-added.ts';
import { serviceRemoved } from './service-removed.ts';
import { taskAdded } from './task-added.ts';
import { taskChanged } from './task-changed.ts';
import { subscriptionChanged } from './subscription-changed.ts';
import { messageCaptured } from './message-captured.ts';
import { postmortemChanged } from './postmortem-changed.ts';
import { postmortemWritten } from './postmortem-written.ts';
import { reminderChanged } from './reminder-changed.ts';
import { announcementPosted } from './announcement-posted.ts';
import { cardPosted } from './card-posted.ts';
import { channelNameErased } from './channel-name-erased.ts';
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
import { threadNameErased } from './thread-name-erased.ts';
import { threadOpened } from './thread-opened.ts';
import { updatePosted } from './update-posted.ts';
import { channelDeleted } from './channel-deleted.ts';
import { channelLost } from './channel-lost.ts';
import { channelKept } from './channel-kept.ts';
import { channelRulesKept } from './channel-rules-kept.ts';
import { channelsCounted } from './channels-counted.ts';
import { standingMessagePosted } from './standing-message-posted.ts';
import { declarationKept } from './declaration-kept.ts';
import { voiceClosed } from './voice-closed.ts';
import { voiceOpened } from './voice-opened.ts';
import { voiceRefused } from './voice-refused.ts';
import { voiceRequested } from './voice-requested.ts';
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
  channelNameErased,
  cardPosted,
  announcementPosted,
  incidentTriaged,
  incidentMerged,
  incidentAbsorbed,
  serviceAdded,
  serviceRemoved,
  taskAdded,
  taskChanged,
  subscriptionChanged,
  messageCaptured,
  postmortemChanged,
  postmortemWritten,
  reminderChanged,
  threadNameErased,
  threadOpened,
  voiceRequested,
  voiceOpened,
  voiceClosed,
  voiceRefused,
  channelKept,
  channelRulesKept,
  channelLost,
  channelDeleted,
  channelsCounted,
  declarationKept,
  standingMessagePosted,
];
