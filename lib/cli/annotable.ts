#!/usr/bin/env node
import { createProgram, exitCodeOf } from './program.ts';
import { runLocal } from './run-local.ts';
import { packageVersion } from './version.ts';

const program = createProgram({ version: packageVersion(), runLocal });
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
