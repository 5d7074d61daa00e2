/**
 * `https://ann:secret@grafana.example` as an address without them, and the header that says them (RFC 7617): `fetch` takes no
 * address with credentials in it, and repeats it whole in what it throws. Throws `TypeError` where it is no address.
 */
export function splitCredentials(address: string | URL): {
  readonly url: URL;
  readonly headers: { readonly authorization?: string };
} {
  const url = new URL(address);
  const { username, password } = url;
  if (username === '' && password === '') return { url, headers: {} };
  url.username = '';
  url.password = '';
  const credentials = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  return { url, headers: { authorization: `Basic ${credentials}` } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that somebody did not escape
  }
}
