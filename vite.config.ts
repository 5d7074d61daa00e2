import { defineConfig } from 'vite';

/** The sandbox's chat page: built once by `npm ci` (prepare), served as files by the sandbox. */
export default defineConfig({
  root: 'src/sandbox/web',
  // Links to messages are addresses of several parts: what the page loads is named from the root.
  base: '/',
  // Preact's own JSX runtime; no plugin needed.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The page's content policy allows no data: address for scripts and fonts.
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
  },
});
