#!/usr/bin/env node
import { createProgram, exitCodeOf } from './program.ts';
import { packageVersion } from './version.ts';

const program = createProgram({
  version: packageVersion(),
  // Loaded here, because no other command needs an engine.
  runLocal: async (flags) => (await import('./run-local.ts')).runLocal(flags),
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
