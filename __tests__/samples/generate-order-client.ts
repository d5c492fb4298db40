/** Writes the client of the sample `api`, by default to `order-client.ts`. The first argument is another file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSource } from 'oazapfts';
import { openApi } from '../../samples/api/openapi.ts';

const marks = ['lint', 'assist', 'format'].map((part) => `// biome-ignore-all ${part}: generated code\n`).join('');
/** The runtime of oazapfts 7.5.0 isn't typed for `exactOptionalPropertyTypes`. Everything else must compile. */
const expectedFault = '\n// @ts-expect-error undefined options of the runtime\n';
const [, , output = join('__tests__', 'samples', 'order-client.ts')] = process.argv;

const folder = mkdtempSync(join(tmpdir(), 'annotable-openapi-'));
const document = join(folder, 'openapi.json');
writeFileSync(document, JSON.stringify(openApi));
const source = await generateSource(document);
writeFileSync(output, marks + source.replaceAll(' oazapfts.json(', `${expectedFault}oazapfts.json(`));
rmSync(folder, { recursive: true });
