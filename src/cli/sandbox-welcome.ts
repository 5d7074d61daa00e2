import { Routes } from 'discord-api-types/v10';
import { encodeCustomId } from '../commands/custom-id.ts';
import type { Sandbox } from '../sandbox/start.ts';

/** After so long the sandbox's monitoring finds something wrong. */
export const ALERT_AFTER_MS = 5 * 60_000;

/** Posts, as Muster, what a newcomer may try: in #general, pinned. Throws when the sandbox refuses it. */
export async function welcome(sandbox: Sandbox): Promise<void> {
  const general = [...sandbox.world.state.channels.values()].find(({ name }) => name === 'general');
  if (!general) return;
  const mention = (words: string): string => {
    const command = [...sandbox.world.state.commands.values()].find(({ name }) => name === words.split(' ')[0]);
    return command ? `</${words}:${command.id}>` : `\`/${words}\``;
  };
  const body = {
    content: [
      '# Six things to try',
      `**1. Declare an incident.** Press the button below; or copy this line into the box and press Enter twice:`,
      '```\n/incident declare title:"Checkout fails" severity:SEV-2 service:checkout\n```',
      'A channel `#inc-2-checkout-fails` appears on the left, and whoever is on call is paged.',
      '',
      '**2. Work in it.** Open the channel and press **Take command** on its card. Write what you see, and react to a message with 📌: it is on the record.',
      '',
      '**3. Be two people.** Choose another name on the lower left, or open a second window there (in the terminal: `!as ben`). Put down what happened before:',
      '```\n/incident note text:"Deploy of 7f3a91c began" at:"10 min ago"\n```',
      '',
      '**4. Watch an alert.** The company’s monitoring pages for checkout five minutes after the start. Impatient? Sliders icon above, **Clock**, **+ 15 minutes** (in the terminal: `!clock 15`): the page comes, and when nobody answers it, the next person’s. Direct messages are in the list on the left.',
      '',
      `**5. Read a postmortem.** Incident 1 is two days old and reviewed: the buttons below show it. End yours with ${mention('incident resolve')} and ${mention('incident export')}.`,
      '',
      '**6. Run something.** Find a slow query, deploy, and roll back what fails in production: `v1.2` does.',
      '```\n/deploy start app:checkout ref:v1.1\n```',
      '-# Everything stays on this machine. `/muster help` lists what you may do.',
    ].join('\n'),
    allowed_mentions: { parse: [] },
    components: [
      {
        type: 1,
        components: [
          {
            type: 2,
            style: 1,
            label: 'Declare an incident',
            custom_id: encodeCustomId({ action: 'incident.declare.ask', args: [] }),
          },
          {
            type: 2,
            style: 2,
            label: 'Incident 1 in a browser',
            custom_id: encodeCustomId({ action: 'incident.page', args: ['1'] }),
          },
          {
            type: 2,
            style: 2,
            label: 'Its timeline',
            custom_id: encodeCustomId({ action: 'incident.timeline', args: ['1'] }),
          },
          {
            type: 2,
            style: 2,
            label: 'Its picture',
            custom_id: encodeCustomId({ action: 'incident.picture', args: ['1'] }),
          },
        ],
      },
    ],
  };
  const rest = async (method: string, path: string, json?: object): Promise<unknown> => {
    const response = await fetch(`${sandbox.restBase}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${sandbox.token}`, ...(json && { 'content-type': 'application/json' }) },
      ...(json && { body: JSON.stringify(json) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`The sandbox refused the welcome: ${answer}`);
    return answer === '' ? undefined : JSON.parse(answer);
  };
  const posted = await rest('POST', Routes.channelMessages(general.id), body);
  if (typeof posted === 'object' && posted && 'id' in posted && typeof posted.id === 'string') {
    await rest('PUT', Routes.channelMessagesPin(general.id, posted.id));
  }
}

/** What the company's monitoring sends, over HTTP as any monitoring would (PagerDuty's Events API). Throws when it is not taken. */
export async function sendAlert(port: number, routingKey: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/v2/enqueue`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      routing_key: routingKey,
      event_action: 'trigger',
      dedup_key: 'checkout-error-rate',
      payload: {
        summary: 'Checkout: 14 % of payments fail (usually 0.1 %)',
        source: 'monitoring.lighthouse.example',
        severity: 'critical',
      },
    }),
  });
  if (!response.ok) throw new Error(`The alert was not taken: ${await response.text()}`);
}
