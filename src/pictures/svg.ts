/** A picture under construction: elements of SVG as data. Text in it is anybody's words and is escaped when written. */
export interface SvgElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (SvgElement | string)[];
}

export const element = (
  tag: string,
  attributes: SvgElement['attributes'] = {},
  ...children: readonly (SvgElement | string)[]
): SvgElement => ({ tag, attributes, children });

/** What XML 1.0 cannot say at all (section 2.2): control characters and lone surrogates. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu;

export const escapeXml = (text: string): string =>
  text
    .replace(FORBIDDEN, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const number = (value: number): string => String(Math.round(value * 100) / 100);

export function svgText(node: SvgElement | string): string {
  if (typeof node === 'string') return escapeXml(node);
  const attributes = Object.entries(node.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? number(value) : escapeXml(value ?? '')}"`)
    .join('');
  return `<${node.tag}${attributes}>${node.children.map(svgText).join('')}</${node.tag}>`;
}

/** A finished picture: what it shows, in words as well. */
export interface Picture {
  readonly svg: string;
  /** For who cannot see it; at most 1024 characters, which is what Discord takes. */
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

/** Puts elements on a ground of that size. `title` is read aloud by browsers' screen readers. */
export function picture(
  size: { readonly width: number; readonly height: number },
  colours: { readonly ground: string },
  alt: string,
  children: readonly SvgElement[],
): Picture {
  const width = Math.ceil(size.width);
  const height = Math.ceil(size.height);
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': FONT_FAMILY,
    },
    element('title', {}, alt),
    element('rect', { width, height, fill: colours.ground }),
    ...children,
  );
  return { svg: svgText(root), alt: alt.length > 1024 ? `${alt.slice(0, 1023)}…` : alt, width, height };
}

export const FONT_FAMILY =
  "'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans Devanagari', 'Noto Sans SC', 'Noto Emoji', sans-serif";
