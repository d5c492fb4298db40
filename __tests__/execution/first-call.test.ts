import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { Executor } from '../../lib/execution/executor.ts';
import { bench } from './lanes/support.ts';

const root = join(__dirname, '../..');
// Inside the project, because Node looks up packages from there.
const folder = join(root, 'node_modules/.cache/annotable', `first-call-${process.pid}`);

describe('the first call of a process', () => {
  beforeAll(() => mkdirSync(folder, { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('uses client.send, and the express lane sends all calls from the third on', async () => {
    const each = bench(sdk);
    const executor = new Executor(each.client);
    const written: number[] = [];
    for (let call = 0; call < 4; call++) {
      await executor.send('PutItem', { TableName: 't', Item: { id: { S: '1' } } }, 't');
      written.push(each.written());
    }
    expect(written).toEqual([1, 2, 2, 2]);
    expect(each.handler.sent).toHaveLength(4);
  });

  // There, an import() must start the ESM loader of Node first.
  test.each([
    ['cjs', 'bundle.cjs', ['@aws-sdk/client-dynamodb']],
    ['esm', 'bundle.mjs', []],
  ] as const)('requires an SDK that is outside of a bundle where it can: %s', async (format, name, required) => {
    const contents = `
      import Module from 'node:module';
      import { Executor } from './lib/execution/executor.ts';
      const required = [];
      const { require: own } = Module.prototype;
      Module.prototype.require = function (id) {
        if (this.filename === process.argv[1]) required.push(id);
        return own.call(this, id);
      };
      const client = { send: async (command) => ({ sent: command.constructor.name }) };
      new Executor(client).send('GetItem', { TableName: 't', Key: {} }, 't').then((output) =>
        process.stdout.write(JSON.stringify({ output, required })),
      );`;
    const outfile = join(folder, name);
    const { warnings } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      format,
      platform: 'node',
      target: 'node20',
      external: ['@aws-sdk/*'],
      outfile,
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    const output = execFileSync(process.execPath, ['--no-warnings', outfile], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ output: { sent: 'GetItemCommand' }, required });
  });
});
