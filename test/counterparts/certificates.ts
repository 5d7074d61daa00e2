import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './installed.ts';

export interface Certificate {
  readonly key: string;
  /** The leaf and the intermediate. */
  readonly cert: string;
}

export interface Authority {
  /** PEM of the root. */
  readonly ca: string;
  /** The DER of this authority's OCSP answer about a certificate that it issued. */
  ocspAnswer(name: string, status: 'good' | 'revoked'): string;
  issue(
    name: string,
    more?: {
      readonly expired?: boolean;
      readonly withoutChain?: boolean;
      /** As `openssl req -newkey` takes it; an elliptic curve unless given. */
      readonly key?: string;
      readonly digest?: string;
    },
  ): Certificate;
}

/** A root and an intermediate authority made by openssl, and server certificates from it: good, expired, of another name. */
export function makeAuthority(): Authority {
  const folder = temporaryFolder('certificates');
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, 'serial'), '1000\n');
  openssl(
    'req',
    '-x509',
    ...ec,
    '-days',
    '3',
    '-subj',
    '/CN=Muster test root',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-addext',
    'keyUsage=keyCertSign',
  );
  const sign = (
    name: string,
    by: string,
    extensions: string,
    days: readonly string[],
    newKey: readonly string[] = ec,
  ): void => {
    openssl('req', '-new', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${by}.pem`,
      '-CAkey',
      `${by}.key`,
      '-CAcreateserial',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
      ...days,
    );
  };
  sign('intermediate', 'root', 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n', ['-days', '3']);
  return {
    ca: read('root.pem'),
    ocspAnswer(name, status) {
      const serial = execFileSync('openssl', ['x509', '-in', `${name}.pem`, '-noout', '-serial'], { cwd: folder })
        .toString()
        .trim()
        .replace('serial=', '');
      const revokedAt = status === 'revoked' ? '260101000000Z' : '';
      const mark = status === 'revoked' ? 'R' : 'V';
      // The index of `openssl ca`: status, expiry, revocation, serial, file, subject.
      writeFileSync(join(folder, 'index'), `${mark}\t491231235959Z\t${revokedAt}\t${serial}\tunknown\t/CN=${name}\n`);
      const authority = ['-CA', 'intermediate.pem', '-rsigner', 'intermediate.pem', '-rkey', 'intermediate.key'];
      const about = ['-issuer', 'intermediate.pem', '-cert', `${name}.pem`, '-ndays', '1'];
      openssl('ocsp', '-index', 'index', ...authority, ...about, '-respout', `${name}.ocsp`);
      return join(folder, `${name}.ocsp`);
    },
    issue(name, { expired = false, withoutChain = false, key, digest } = {}) {
      // openssl x509 takes no dates in this version; a negative number of days has ended already.
      const extensions = `subjectAltName=DNS:${name},DNS:*.${name}\nextendedKeyUsage=serverAuth\n`;
      const days = ['-days', expired ? '-1' : '2', ...(digest === undefined ? [] : [`-${digest}`])];
      sign(name, 'intermediate', extensions, days, key === undefined ? ec : ['-newkey', key, '-nodes']);
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) + (withoutChain ? '' : read('intermediate.pem')) };
    },
  };
}
