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
  issue(name: string, more?: { readonly expired?: boolean; readonly withoutChain?: boolean }): Certificate;
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
  const sign = (name: string, by: string, extensions: string, days: readonly string[]): void => {
    openssl('req', '-new', ...ec, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
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
    issue(name, { expired = false, withoutChain = false } = {}) {
      // openssl x509 takes no dates in this version; a negative number of days has ended already.
      sign(name, 'intermediate', `subjectAltName=DNS:${name},DNS:*.${name}\nextendedKeyUsage=serverAuth\n`, [
        '-days',
        expired ? '-1' : '2',
      ]);
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) + (withoutChain ? '' : read('intermediate.pem')) };
    },
  };
}
