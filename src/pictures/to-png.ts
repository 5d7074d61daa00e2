import { fontsFor } from './fonts.ts';

/**
 * Draws an SVG as PNG. The renderer and the fonts are loaded at the first call, and fonts of scripts beside Latin, Cyrillic
 * and Greek only for text that needs them. Throws when the SVG is not well-formed, which is a bug of the picture.
 */
export async function toPng(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const { files, system } = fontsFor(svg);
  const image = await renderAsync(svg, {
    font: { fontFiles: [...files], loadSystemFonts: system, defaultFontFamily: 'Noto Sans' },
  });
  return image.asPng();
}
