import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const root = join(__dirname, '../..');

/** Returns the modules of the project that a start of the command loads, before one of its commands runs. */
async function loadedAtStart(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: ['lib/cli/annotable.ts'],
    absWorkingDir: root,
    outdir: 'none',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const [entry = ''] = Object.entries(metafile.outputs)
    .filter(([, { entryPoint }]) => entryPoint === 'lib/cli/annotable.ts')
    .map(([file]) => file);
  return [...outputsFrom(metafile, entry)].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {})).sort();
}

/** Returns an output, and the outputs that it imports when it is loaded. */
function outputsFrom({ outputs }: Metafile, entry: string): Set<string> {
  const found = new Set([entry]);
  for (const file of found)
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement') found.add(path);
  return found;
}

test('a start of the command loads no code that only some of its commands need', async () => {
  expect(await loadedAtStart()).toEqual(
    [
      ...['annotable', 'backfill-command', 'doctor-command', 'item-commands', 'json-arguments', 'local-command'],
      ...['policy-command', 'program', 'sdk-cure', 'studio-command', 'table-commands', 'template-command', 'terminal'],
      ...['transfer-commands', 'types-command', 'version'],
    ]
      .map((name) => `lib/cli/${name}.ts`)
      .concat('lib/local/foreign-request.ts', 'lib/transfer/write.ts'),
  );
});
