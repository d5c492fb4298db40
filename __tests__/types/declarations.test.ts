import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complaintsAbout } from './compile.ts';

const folder = '__tests__/types/declarations';

describe('declarations of what a program exports', () => {
  test('name every type through the package', async () => {
    const outDir = mkdtempSync(join(tmpdir(), 'annotable-declarations-'));
    try {
      const rootDir = join(__dirname, '../..');
      const options = { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir, outDir };
      const complaints = await complaintsAbout({ declarations: { folder, options } });
      expect(complaints.get('declarations')).toEqual([]);
      const text = readFileSync(join(outDir, folder, 'aliases.d.ts'), 'utf8');
      expect(text).toContain('const Text: import("annotable").SimpleAttributeDecorator<');
      expect(text.match(/"[^"]*\/lib\/[^"]*"/g)).toBeNull();
    } finally {
      rmSync(outDir, { recursive: true, force: true });
    }
  }, 600_000);
});
