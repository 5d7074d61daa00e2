import type { X509Certificate } from 'node:crypto';
import { bad, certificateReason, type Finding, ok, warn } from '../../plugin.ts';
import { counted } from '../counted.ts';
import { day, namesIn, subjectOf } from './certificate-words.ts';
import type { Handshake } from './handshake.ts';

const DAY_MS = 86_400_000;
/** Names of RFC 9325, section 4.1. */
const WEAK_CIPHER = /NULL|EXPORT|RC4|RC2|_DES_|3DES|MD5$/;

/** What a strict client would refuse, each for itself. */
export function* judgeHandshake(seen: Handshake, name: string, now: number, warnDays: number): Generator<Finding> {
  const [leaf] = seen.chain;
  if (!leaf) {
    yield bad('It showed no certificate at all.');
    return;
  }
  const problems: Finding[] = [];
  const days = Math.trunc((leaf.validToDate.getTime() - now) / DAY_MS);
  if (leaf.validToDate.getTime() < now)
    problems.push(
      bad(
        days === 0
          ? `The certificate expired today, ${leaf.validToDate.toISOString().slice(0, 16).replace('T', ' ')} UTC.`
          : `The certificate expired ${counted(-days, 'day')} ago, on ${day(leaf.validToDate)}.`,
        'Renew it, and see why that did not happen by itself.',
      ),
    );
  else if (leaf.validFromDate.getTime() > now)
    problems.push(
      bad(`The certificate is not valid before ${day(leaf.validFromDate)}.`, 'Check the clocks of both sides.'),
    );
  else if (days < warnDays)
    problems.push(
      warn(`The certificate expires in ${counted(days, 'day')}, on ${day(leaf.validToDate)}.`, 'Renew it.'),
    );
  if (!fits(leaf, name))
    problems.push(
      bad(
        `The certificate is not for ${name}, but for ${namesIn(leaf).join(', ') || 'no name'}.`,
        'Ask for another name, or get a certificate that lists this one.',
      ),
    );
  const expiredBelow = seen.chain.slice(1).find(({ validToDate }) => validToDate.getTime() < now);
  if (expiredBelow) problems.push(bad(`An intermediate certificate has expired: ${subjectOf(expiredBelow)}.`));
  // The name and the dates are judged above; what is left is whom it was issued by.
  if (seen.problem !== undefined && !/EXPIRED|ALTNAME|NOT_YET/.test(seen.problem))
    problems.push(
      bad(`A strict client refuses the chain: ${certificateReason(seen.problem)}.`, chainAdvice(seen.problem)),
    );
  if (seen.ocsp === 'revoked')
    problems.push(
      bad('Its authority has revoked it: the OCSP answer that the server staples says so.', 'Replace it at once.'),
    );
  else if (seen.ocsp !== undefined && seen.ocsp !== 'good')
    problems.push(
      warn(
        `The stapled OCSP answer says "${seen.ocsp}", which is no answer.`,
        'See whether the server fetches it, and from the right authority.',
      ),
    );
  if (seen.protocol !== null && /^(SSL|TLSv1$|TLSv1\.1)/.test(seen.protocol))
    problems.push(
      bad(`It speaks ${seen.protocol}, which has been given up (RFC 8996).`, 'Allow TLS 1.2 and 1.3 only.'),
    );
  if (WEAK_CIPHER.test(seen.cipher))
    problems.push(bad(`It chose the cipher ${seen.cipher}, which is broken.`, 'Allow AES-GCM and ChaCha20 only.'));
  else if (/^TLS_RSA_/.test(seen.cipher))
    problems.push(
      warn(
        `It chose the cipher ${seen.cipher}: who gets its key one day can read what is recorded today (no forward secrecy).`,
        'Allow ciphers with ECDHE.',
      ),
    );
  const old = seen.chain.find((each) => !isRoot(each) && /md5|sha1(?!\d)/i.test(each.signatureAlgorithm ?? ''));
  if (old)
    problems.push(
      bad(
        `${subjectOf(old)} is signed with ${old.signatureAlgorithm ?? ''}, which can be forged.`,
        'Have it issued anew.',
      ),
    );
  if (leaf.subjectAltName === undefined)
    problems.push(
      bad(
        'It names its host in the subject alone, where clients no longer look (RFC 9110, section 4.3.4).',
        'Have it issued with a subjectAltName.',
      ),
    );
  const bits = leaf.publicKey.asymmetricKeyDetails?.modulusLength;
  if (leaf.publicKey.asymmetricKeyType === 'rsa' && bits !== undefined && bits < 2048)
    problems.push(bad(`Its RSA key has ${bits} bits; less than 2048 is refused.`));
  yield* problems;
  if (problems.length === 0)
    yield ok(`A strict client accepts it; ${counted(days, 'day is', 'days are')} left (${day(leaf.validToDate)}).`);
}

const chainAdvice = (problem: string): string =>
  problem === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || problem === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'
    ? 'The server does not send the intermediate certificates, or the authority is not known here: configure the full chain.'
    : /SELF_SIGNED/.test(problem)
      ? 'It is signed by itself or by an authority of your own: give that one as plugins.tls.config.ca.'
      : 'Look at the chain below.';

const fits = (certificate: X509Certificate, name: string): boolean =>
  (/^[\d.]+$|:/.test(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;

const isRoot = (certificate: X509Certificate): boolean => certificate.checkIssued(certificate);
