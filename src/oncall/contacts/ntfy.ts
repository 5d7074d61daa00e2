import { httpSend } from './http-send.ts';
import type { Sender } from './sender.ts';

/**
 * Publishes to an ntfy topic as JSON (docs.ntfy.sh/publish, "Publish as JSON"): the topic is the address's last part.
 * Urgent pages have the highest priority, which rings through "do not disturb" where the phone allows.
 */
export const ntfySender =
  (token?: string): Sender =>
  (delivery, signal) => {
    const url = new URL(delivery.address);
    const topic = url.pathname.replace(/^.*\//, '');
    const base = new URL(url.pathname.slice(0, url.pathname.length - topic.length) || '/', url);
    const body = JSON.stringify({
      topic,
      title: delivery.title,
      message: delivery.text,
      priority: delivery.urgent ? 5 : 3,
      tags: [delivery.urgent ? 'rotating_light' : 'pager'],
      ...(delivery.acknowledgeUrl !== undefined && {
        click: delivery.acknowledgeUrl,
        actions: [{ action: 'view', label: 'Acknowledge', url: delivery.acknowledgeUrl, clear: true }],
      }),
    });
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return httpSend(base.href, { headers, body }, signal, (text) => /"id":"([^"]{1,60})"/.exec(text)?.[1] ?? null);
  };
