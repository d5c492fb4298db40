import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The folder of the built package. */
const dist = process.env.ANNOTABLE_DIST;

export default defineConfig({
  root: import.meta.dirname,
  resolve: {
    alias: [
      { find: /^annotable$/, replacement: join(dist, 'node/index.js') },
      { find: /^annotable\/(\w+)$/, replacement: join(dist, 'node/$1/index.js') },
    ],
  },
  test: { include: ['suite.ts'] },
});
