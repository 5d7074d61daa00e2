/** Writes the JSON Schema of muster.yaml, which editors complete and check from: `docs/muster.schema.json`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from '../src/config.ts';

writeFileSync(
  join(import.meta.dirname, '../docs/muster.schema.json'),
  `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
);
