import type { GatewayOpcodes } from 'discord-api-types/v10';
import { z } from 'zod';

const schema = z.object({ op: z.int(), d: z.unknown() });
const fields = z.record(z.string(), z.unknown());

/** What a bot sends up. `d` is empty where it is no object (a heartbeat's is a number). */
export interface UpPayload {
  readonly op: GatewayOpcodes;
  readonly d: Readonly<Record<string, unknown>>;
}

/** Undefined when it is not a gateway payload. */
export function parsePayload(text: string): UpPayload | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) return undefined;
  const d = fields.safeParse(parsed.data.d);
  return { op: parsed.data.op, d: d.success ? d.data : {} };
}
