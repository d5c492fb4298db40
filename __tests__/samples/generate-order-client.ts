/** Writes the client of the sample `api`, by default to `order-client.ts`. The first argument is another file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSource } from 'oazapfts';
import { openApi } from '../../samples/api/openapi.ts';

const marks = ['lint', 'assist', 'format'].map((part) => `// biome-ignore-all ${part}: generated code\n`).join('');
const [, , output = join('__tests__', 'samples', 'order-client.ts')] = process.argv;

const folder = mkdtempSync(join(tmpdir(), 'annotable-openapi-'));
const document = join(folder, 'openapi.json');
writeFileSync(document, JSON.stringify(openApi));
writeFileSync(output, marks + (await generateSource(document)));
rmSync(folder, { recursive: true });
