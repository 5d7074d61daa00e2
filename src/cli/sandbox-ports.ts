import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { SANDBOX_FILES } from './sandbox-files.ts';

/** Where the sandbox is unless told otherwise, and where its terminal client looks for it. */
export const SANDBOX_PORT = 3000;

const port = z.int().min(1).max(65_535);
const kept = z.object({ chat: port, pages: port }).partial();

/** The ports that this folder's sandbox had last: what is open in a browser, and links in the chat, stay right. */
export type LastPorts = z.infer<typeof kept>;

/** Nothing where there was no sandbox, or where the file is not one of these. */
export function lastPorts(): LastPorts {
  try {
    return kept.parse(JSON.parse(readFileSync(SANDBOX_FILES.ports, 'utf8')));
  } catch {
    return {};
  }
}

export function rememberPorts(ports: LastPorts): void {
  writeFileSync(SANDBOX_FILES.ports, `${JSON.stringify(ports)}\n`);
}
