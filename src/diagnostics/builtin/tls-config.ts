import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { z } from 'zod';

/**
 * `tls: true`, or `tls: { ca: ${SHOP_CA} }` with the certificate of an authority of one's own (PEM, or the file that holds it:
 * certificate-files.ts has read it): the connection is encrypted, and the server's certificate and name are checked. There is no way to leave the check out.
 */
export const tlsSchema = z.union([
  z.literal(true),
  z.strictObject({
    ca: z
      .string()
      .includes('-----BEGIN CERTIFICATE-----', { error: 'is no certificate in PEM (-----BEGIN CERTIFICATE-----)' }),
  }),
]);
export type TlsConfig = z.output<typeof tlsSchema>;

/** What Node's TLS, and so every driver, takes. */
export const tlsOptions = (tls: TlsConfig): { readonly rejectUnauthorized: true; readonly ca?: string } => ({
  rejectUnauthorized: true,
  ...(tls !== true && { ca: tls.ca }),
});

/** An authority of one's own beside the public ones, not in their place; theirs alone without it. */
export const besidePublic = (ca: string | undefined): { readonly ca?: string[] } =>
  ca === undefined ? {} : { ca: [...rootCertificates, ca] };

const contexts = new Map<string, SecureContext>();

/** The same for many connections: the hundred and forty public authorities are parsed once for each of one's own. */
export function trusting(ca: string | undefined): { readonly secureContext?: SecureContext } {
  if (ca === undefined) return {};
  const secureContext = contexts.get(ca) ?? createSecureContext(besidePublic(ca));
  contexts.set(ca, secureContext);
  return { secureContext };
}
