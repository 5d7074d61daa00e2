import { defineConfig } from 'drizzle-kit';

/** `npm run generate` writes the next migration from the difference between schema.ts and the last one. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/storage/sqlite/schema.ts',
  out: './drizzle/sqlite',
});
