/**
 * Why it failed on the way there, in words for people: Node and OpenSSL name system calls and places in their source.
 * `connect ECONNREFUSED 127.0.0.1:1` is `the connection was refused: nothing listens there`.
 */
export function networkReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return networkReason(thrown.errors[0]);
  if (thrown.name === 'Refused') return thrown.message.replace(/\.$/, '');
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  const known = WORDS[code];
  if (known !== undefined) return known;
  const refusal = CERTIFICATE_WORDS[code];
  if (refusal !== undefined) return `its certificate is refused: ${refusal}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for another name: ${altNames(thrown.message)}`;
  if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') return 'it took too long';
  if (code.startsWith('HPE_')) return 'what it answers is no HTTP';
  if (thrown.message === 'fetch failed' && thrown.cause !== undefined) return networkReason(thrown.cause);
  if (thrown.message === 'socket hang up') return WORDS['ECONNRESET'] ?? '';
  return opensslReason(thrown);
}

/** Why a certificate is refused, by OpenSSL's code; the code itself where it is none of the common ones. */
export const certificateReason = (code: string): string => CERTIFICATE_WORDS[code] ?? code;

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ECONNRESET: 'the other side hung up before it had answered',
  EPIPE: 'the other side hung up before it had answered',
  ETIMEDOUT: 'nobody answered in time',
  UND_ERR_CONNECT_TIMEOUT: 'nobody answered in time',
  EHOSTUNREACH: 'there is no way to that address from here',
  ENETUNREACH: 'there is no way to that network from here',
  EADDRNOTAVAIL: 'there is no way to that address from here',
  ENOTFOUND: 'there is no such name, or the resolver of this machine does not know it',
  EAI_AGAIN: 'the resolver of this machine did not answer',
};

const CERTIFICATE_WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the authority at its root is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is not known here, and the server does not send it along',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  INVALID_PURPOSE: 'it is not meant for servers',
  CERT_CHAIN_TOO_LONG: 'its chain is too long',
};

/** `Host: a.example. is not in the cert's altnames: DNS:b.example` */
const altNames = (message: string): string =>
  /.*altnames: (.*)$/.exec(message)?.[1]?.replace(/(DNS|IP Address):/g, '') ?? message;

function opensslReason(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
  if (/wrong version number|packet length too long|unknown protocol|record layer failure/i.test(reason))
    return 'it does not speak TLS there: perhaps plain text, or TLS only after STARTTLS';
  if (/no application protocol/i.test(reason)) return 'it speaks TLS there, but another protocol inside';
  if (/alert handshake failure|no shared cipher|unsupported protocol|alert protocol version/i.test(reason))
    return 'both sides have no protocol or cipher in common';
  const [, words] = /:SSL routines:[^:]*:([^:]+):/.exec(reason) ?? [];
  return (words ?? reason).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}
