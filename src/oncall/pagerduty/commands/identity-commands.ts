import { ok, refuse } from '../../../base/result.ts';
import { code, rich, strong } from '../../../base/rich-text.ts';
import { MUSTER_ADMIN } from '../../../catalog/permission.ts';
import type { Command } from '../../../commands/command.ts';
import { defineCommand } from '../../../commands/define-command.ts';
import { paragraph, whisper } from '../../../commands/message.ts';
import { personOption, text } from '../../../commands/options.ts';
import type { Identities } from '../identity.ts';

/** `al…@example.com`: enough to recognise one's own. */
const hint = (email: string): string => email.replace(/^(.{1,2})[^@]*/, '$1…');

/** Who is who in PagerDuty: by oneself with a code, or by an administrator. */
export function identityCommands(parts: {
  readonly identities: Identities;
  readonly nameOf: (id: string) => string;
}): readonly Command[] {
  const { identities, nameOf } = parts;
  return [
    defineCommand({
      name: 'muster pagerduty link',
      summary: 'Show which PagerDuty user you are, by a code sent to its address',
      details:
        'What you do with a page that PagerDuty carries is done there in your own name, so PagerDuty has to know it is you. A code is sent to the address that you log in with; /muster pagerduty verify takes it.',
      examples: ['/muster pagerduty link', '/muster pagerduty link email:alice@example.com'],
      permission: 'pagerduty.link',
      risk: 'record',
      pace: 'waits',
      visibility: 'private',
      options: { email: text({ description: 'The address that you log in to PagerDuty with', most: 254 }) },
      async run({ email }, { viewer, cause }) {
        const sent = await identities.link(viewer.id, email, cause);
        if (!sent.ok) return sent;
        return ok(
          whisper(
            paragraph(
              rich`A code is on its way to ${code(hint(sent.value.email))}. Type it within 15 minutes: ${code('/muster pagerduty verify')}.`,
            ),
          ),
        );
      },
    }),
    defineCommand({
      name: 'muster pagerduty verify',
      summary: 'Type the code that was sent to the address of your PagerDuty user',
      permission: 'pagerduty.link',
      risk: 'record',
      visibility: 'private',
      options: { code: text({ description: 'The six digits', required: true, most: 20 }) },
      async run({ code: typed }, { viewer, cause }) {
        const shown = await identities.verify(viewer.id, typed, cause);
        if (!shown.ok) return shown;
        return ok(
          whisper(
            paragraph(
              rich`You are ${code(shown.value.user)} (${shown.value.email}) in PagerDuty. What you do with pages there is done in your name.`,
              { tone: 'good' },
            ),
          ),
        );
      },
    }),
    defineCommand({
      name: 'muster pagerduty map',
      summary: 'Say which PagerDuty user somebody is, without a code',
      permission: MUSTER_ADMIN,
      risk: 'change',
      pace: 'waits',
      visibility: 'private',
      options: {
        person: personOption({ description: 'Who', required: true }),
        user: text({ description: 'The PagerDuty user’s id or address', required: true, most: 254 }),
      },
      async run({ person, user }, { cause }) {
        const done = await identities.map(person, user, cause);
        if (!done.ok) return done;
        return ok(
          whisper(
            paragraph(rich`${strong(nameOf(person))} is ${code(done.value.user)} (${done.value.email}) in PagerDuty.`, {
              tone: 'good',
            }),
          ),
        );
      },
    }),
    defineCommand({
      name: 'muster pagerduty unlink',
      summary: 'Take back which PagerDuty user you are; an administrator also of others',
      permission: 'pagerduty.link',
      risk: 'record',
      visibility: 'private',
      options: { person: personOption({ description: 'Who; left out, yourself' }) },
      async run({ person }, { viewer, cause }) {
        const whom = person ?? viewer.id;
        if (whom !== viewer.id && !viewer.permissions.has(MUSTER_ADMIN)) {
          return refuse('permission/denied', 'Only an administrator can unlink others.');
        }
        const done = await identities.unlink(whom, cause);
        return done.ok
          ? ok(whisper(paragraph(rich`${strong(nameOf(whom))} is not linked to PagerDuty any more.`)))
          : done;
      },
    }),
  ];
}
