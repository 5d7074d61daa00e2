import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';
import { giveWay } from '../base/give-way.ts';
import { messageOf } from '../base/result.ts';
import { fontsFor } from './fonts.ts';
import type { DrawnPng, SvgToDraw } from './to-png.ts';

// The entry of the thread that draws, one picture after another. What it is sent, to-png.ts made.
giveWay();
parentPort?.on('message', ({ id, svg }: SvgToDraw) => {
  const answer = (drawn: DrawnPng, transfer: readonly ArrayBuffer[] = []): void =>
    parentPort?.postMessage(drawn, transfer);
  try {
    const { files, system } = fontsFor(svg);
    const image = new Resvg(svg, {
      font: { fontFiles: [...files], loadSystemFonts: system, defaultFontFamily: 'Noto Sans' },
    }).render();
    const png = Uint8Array.from(image.asPng()); // the renderer's own memory cannot be handed over
    answer({ id, png }, [png.buffer]);
  } catch (error) {
    answer({ id, fault: messageOf(error) });
  }
});
