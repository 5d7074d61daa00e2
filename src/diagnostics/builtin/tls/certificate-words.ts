import type { X509Certificate } from 'node:crypto';

/** The names and addresses that it is for. */
export const namesIn = (certificate: X509Certificate): readonly string[] =>
  (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
    .filter(Boolean);

export const subjectOf = (certificate: X509Certificate): string => certificate.subject.replaceAll('\n', ', ');
/** In UTC. */
export const day = (date: Date): string => date.toISOString().slice(0, 10);
