/** Why a text is no whole calendar, at a glance; undefined when it looks like one. */
export function noCalendar(text: string): string | undefined {
  const body = text.replace(/^\uFEFF/, '').trim();
  if (!/^BEGIN:VCALENDAR/i.test(body)) {
    return /^<(!doctype|html|\?xml)/i.test(body) ? 'it is a web page, no calendar' : 'it is no calendar';
  }
  return /END:VCALENDAR$/i.test(body) ? undefined : 'it ends in the middle';
}
