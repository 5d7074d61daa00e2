import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Refusal } from '../base/result.ts';

/** Why something in muster.yaml does not fit, and where it stands there. */
export interface PlacedRefusal extends Refusal {
  readonly place?: readonly PropertyKey[];
}

const BEGIN = '-----BEGIN ';
/** A bundle of every authority of the world has some 200 kB. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The same with the certificates in place of each `ca:` that names a file, relative to `folder` (where muster.yaml lies); one
 * that is PEM itself stays. Faults say where each `ca` stands of which nothing can be read.
 */
export function withCertificateFiles(
  value: unknown,
  { folder, place }: { readonly folder: string; readonly place: readonly PropertyKey[] },
): { readonly value: unknown; readonly faults: readonly PlacedRefusal[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value, faults: [] };
  const faults: PlacedRefusal[] = [];
  const entries = Object.entries(value).map(([key, inner]: readonly [string, unknown]) => {
    if (key === 'ca' && typeof inner === 'string' && !inner.includes(BEGIN)) {
      const read = readCertificates(inner, folder);
      if ('text' in read) return [key, read.text] as const;
      const at = [...place, key];
      faults.push({ code: 'plugin/ca', message: `${at.map(String).join('.')}: ${read.fault}`, place: at });
      return [key, inner] as const;
    }
    const below = withCertificateFiles(inner, { folder, place: [...place, key] });
    faults.push(...below.faults);
    return [key, below.value] as const;
  });
  return { value: Object.fromEntries(entries), faults };
}

function readCertificates(written: string, folder: string): { readonly text: string } | { readonly fault: string } {
  const hint = 'Write the certificate itself (-----BEGIN CERTIFICATE-----), or a file beside muster.yaml.';
  if (written.length > 200 || /[\r\n]/.test(written) || written.trim() === '')
    return { fault: `It is neither a certificate nor a file. ${hint}` };
  const file = resolve(folder, written);
  try {
    if (statSync(file).size > MOST_BYTES) return { fault: `${file} is too large to hold certificates.` };
    const text = readFileSync(file, 'utf8');
    return isCertificate(text)
      ? { text }
      : { fault: `${file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return { fault: `There is no file ${file}. ${hint}` };
    return { fault: `${file} cannot be read${code === 'EACCES' ? ': Muster may not' : ''}. ${hint}` };
  }
}

function isCertificate(text: string): boolean {
  try {
    return text.includes(BEGIN) && new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
}
