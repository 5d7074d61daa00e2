/** `muster-package:FOLDER:NAME`: an npm package as seen from the folder of muster.yaml. Resolved in the worker. */
const SCHEME = 'muster-package:';

export const packageSpecifier = (name: string, from: string): string => `${SCHEME}${encodeURIComponent(from)}:${name}`;

export function parsePackageSpecifier(text: string): { readonly name: string; readonly from: string } | undefined {
  if (!text.startsWith(SCHEME)) return undefined;
  const [from = '', ...name] = text.slice(SCHEME.length).split(':');
  return { name: name.join(':'), from: decodeURIComponent(from) };
}
