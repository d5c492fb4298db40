import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JsonLinker } from 'annotable';
import { declareContract } from './contract.ts';

describe('JsonLinker', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'annotable-'));
  let files = 0;
  const file = (): string => path.join(folder, `links-${files++}`, 'links.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  declareContract({ make: (options) => new JsonLinker(file(), options) });
});
