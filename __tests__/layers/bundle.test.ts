import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = join(__dirname, '../..');

async function bundled(contents: string) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@aws-sdk/*', '@smithy/*'],
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const text = outputFiles[0]?.contents ?? new Uint8Array();
  return { bytes: text.length, zipped: gzipSync(text).length, output };
}

const repository =
  "export { Attribute, BaseRepository, PartitionKey, Repository, SortKey, Table } from './lib/index.ts';";
const everything = "export * from './lib/index.ts';";

describe('the bundle of a program, without the SDK', () => {
  // The current sizes plus a small margin. 10 KB of a repository are explain(), which a program loads at its first use, and
  // which this single file has nevertheless.
  test('contains no other feature for a single repository, and does not grow', async () => {
    const { bytes, output } = await bundled(repository);
    expect(bytes).toBeLessThanOrEqual(365_000);
    const taken = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const folders = new Set(taken.map(([file]) => file.split('/').slice(0, 2).join('/')));
    for (const unused of ['linker', 'status', 'keyv', 'langchain', 'local', 'cli', 'extensions']) {
      expect(folders).not.toContain(`lib/${unused}`);
    }
  });

  test('of everything does not grow, and needs only reflect-metadata and the SDK, which loads at its first use', async () => {
    const { zipped, output } = await bundled(everything);
    expect(zipped).toBeLessThanOrEqual(171_500);
    const packages = (output?.imports ?? []).filter(({ path }) => !path.startsWith('node:'));
    expect(packages.map(({ path, kind }) => [path, kind])).toEqual([['@aws-sdk/client-dynamodb', 'dynamic-import']]);
    const files = Object.keys(output?.inputs ?? {}).filter((file) => file.startsWith('node_modules/'));
    expect(files).toEqual(['node_modules/reflect-metadata/ReflectLite.js']);
  });
});
