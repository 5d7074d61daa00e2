import { ok, refuse } from '../../base/result.ts';
import { type RichText, rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { whisper } from '../../commands/message.ts';
import { claimOf, contactsOf, maskedAddress, stateOf } from '../contacts/contact-list.ts';
import { contactsTested } from '../contacts/contact-entries.ts';
import type { OnCallParts } from '../parts.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { verificationFold } from '../contacts/verification-state.ts';

/** `/page test`: tries every contact of one's own at once, and reports what came of each. Nobody is paged. */
export const testCommand = (parts: OnCallParts) =>
  defineCommand({
    name: 'page test',
    summary: 'Try every contact of yours once, and see what came of each',
    details: 'Every contact under your name in muster.yaml is told once, whatever your rules say. No page is opened.',
    permission: 'page.read',
    risk: 'record',
    visibility: 'private',
    pace: 'waits',
    options: {},
    async run(_args, context) {
      const key = parts.people().byId(context.viewer.id)?.key;
      const person = key === undefined ? undefined : parts.sections().people[key];
      // Somebody whom muster.yaml does not know is reached by Discord.
      const contacts = contactsOf(person ?? { discord: context.viewer.id });
      if (contacts.length === 0) {
        return refuse(
          'page/no-contact',
          'There is no way to reach you: ask for contacts under your name in muster.yaml.',
        );
      }
      const results = await Promise.all(
        contacts.map(async (contact, n) => {
          const began = parts.clock.now();
          const words = {
            id: `${context.cause.causeId}-${n}`.slice(-25),
            title: 'Muster: a test',
            text: `This is a test of your contacts (${contact.method}). There is nothing to do.`,
          };
          const sent = await parts.tell(contact, words, context.signal);
          return { contact, sent, durationMs: parts.clock.now() - began };
        }),
      );
      const recorded = await parts.timeline.change(ORGANISATION, verificationFold, context.cause, () =>
        ok({
          entries: [
            contactsTested({
              person: context.viewer.id,
              results: results.map(({ contact, sent, durationMs }) => ({
                method: contact.method,
                sent: sent.sent,
                reason: sent.sent ? null : sent.reason.slice(0, 300),
                durationMs,
              })),
            }),
          ],
          answer: null,
        }),
      );
      if (!recorded.ok) return recorded;
      const state = await parts.verifications.state();
      const failed = results.filter(({ sent }) => !sent.sent);
      const unverified = results.filter(
        ({ contact }) => stateOf(state, claimOf(context.viewer.id, contact), context.now) !== 'verified',
      );
      const items = results.map(({ contact, sent, durationMs }): RichText => {
        const where = rich`${strong(contact.method)} (${maskedAddress(contact)})`;
        const code = unverified.some((each) => each.contact === contact) ? 'unverified' : 'verified';
        return sent.sent
          ? rich`✅ ${where}: sent in ${(durationMs / 1000).toFixed(1)} s, ${code}`
          : rich`❌ ${where}: ${sent.reason}, ${code}`;
      });
      const advice =
        unverified.length > 0
          ? 'Sent is not arrived: look for it. /oncall verify shows by a code that a contact reaches you.'
          : 'Sent is not arrived: look for it.';
      return ok(
        whisper({
          tone: failed.length > 0 ? 'warning' : 'good',
          title: [
            failed.length === 0
              ? `All ${results.length} of your contacts were tried`
              : `${failed.length} of your ${results.length} contacts failed`,
          ],
          blocks: [
            { type: 'list', items },
            { type: 'text', text: [advice] },
          ],
        }),
      );
    },
  });
