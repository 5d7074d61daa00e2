/** Only what this sandbox serves is loaded: a picture from elsewhere would tell a stranger that it was looked at. */
export function safeMedia(address: string | undefined): string | undefined {
  if (!address) return undefined;
  try {
    const url = new URL(address, location.href);
    const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname) && url.port === location.port;
    if (url.origin === location.origin) return url.href;
    // The same server by its other name: asked for by ours, or the page's content policy refuses it.
    return loopback ? `${location.origin}${url.pathname}${url.search}` : undefined;
  } catch {
    return undefined;
  }
}
