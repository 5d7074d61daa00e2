import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createKeptWorker } from '../base/kept-worker.ts';
import { moduleFile } from '../base/module-file.ts';

export interface SvgToDraw {
  readonly id: number;
  readonly svg: string;
}

export type DrawnPng =
  { readonly id: number; readonly png: Uint8Array<ArrayBuffer> } | { readonly id: number; readonly fault: string };

interface Waiting {
  readonly done: (png: Uint8Array) => void;
  readonly failed: (error: Error) => void;
}

/** The renderer and the fonts it has read are some 40 MB: kept while people look at pictures. */
const IDLE_MS = 60_000;

const waiting = new Map<number, Waiting>();
let ids = 0;
const drawing = createKeptWorker({ start: startThread, idleMs: IDLE_MS, onLost: failAll });

/**
 * Draws an SVG as PNG, on a thread that comes after everything else: a noisy picture takes half a second, and nobody waits
 * for it but who asked. Fonts of scripts beside Latin, Cyrillic and Greek are read only for text that needs them. Throws
 * when the SVG is not well-formed, which is a bug of the picture.
 */
export function toPng(svg: string): Promise<Uint8Array> {
  const thread = drawing.use();
  const id = ids++;
  return new Promise<Uint8Array>((done, failed) => {
    waiting.set(id, { done, failed });
    thread.ref(); // a program that has nothing else to do waits for its picture
    thread.postMessage({ id, svg } satisfies SvgToDraw);
  });
}

function startThread(): Worker {
  const thread = new Worker(pathToFileURL(moduleFile('pictures/png-thread')), {
    name: 'pictures',
    env: { TZ: 'UTC' },
    execArgv: [],
  });
  thread.on('message', (drawn: DrawnPng) => {
    const { done, failed } = waiting.get(drawn.id) ?? {};
    waiting.delete(drawn.id);
    if ('png' in drawn) done?.(drawn.png);
    else failed?.(new Error(drawn.fault));
    if (waiting.size > 0) return;
    thread.unref();
    drawing.rest();
  });
  return thread;
}

function failAll(reason: unknown): void {
  const left = [...waiting.values()];
  waiting.clear();
  const error = reason instanceof Error ? reason : new Error('The thread that draws pictures ended.');
  for (const { failed } of left) failed(error);
}
