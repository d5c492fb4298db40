import { setTimeout as sleep } from 'node:timers/promises';
import { responds } from '../../lib/local/probe.ts';
import { endChildScripts, runSource } from '../support/child-script.ts';

/** Returns a script that starts engines, sends a request to each, and prints its port. */
const start = (cors: boolean, ...engines: string[]): string => `
  import { startLocal } from './lib/local/index.ts';
  import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
  for (const engine of ${JSON.stringify(engines)}) {
    const local = await startLocal({ engine, cors: ${cors} });
    await local.client.send(new ListTablesCommand());
    console.log(engine + ' on ' + new URL(local.endpoint).port);
  }`;

/** Waits until nothing responds on the port. False if something still does after 4 seconds. */
async function closes(port: number): Promise<boolean> {
  for (const deadline = Date.now() + 4_000; Date.now() < deadline; await sleep(10)) {
    if (!(await responds(port))) return true;
  }
  return false;
}

jest.setTimeout(120_000);
afterEach(endChildScripts);

describe('the process of a local engine', () => {
  test('dynoxide ends if its parent is killed', async () => {
    // With cors, the printed port is dynoxide's own.
    const script = runSource(`${start(true, 'dynoxide')} setInterval(() => {}, 1000);`);
    const port = Number((await script.printed(/dynoxide on (\d+)/))[1]);
    expect(await responds(port)).toBe(true);
    script.child.kill('SIGKILL');
    expect((await script.ended()).signal).toBe('SIGKILL');
    expect(await closes(port)).toBe(true);
  });

  test.each([false, true])(
    'a script that does not stop its engines ends, and the engines end with it (cors: %p)',
    async (cors) => {
      const script = runSource(start(cors, 'dynoxide', 'dynalite'));
      const [, one, two] = await script.printed(/dynoxide on (\d+)\s+dynalite on (\d+)/);
      expect(await script.ended()).toMatchObject({ code: 0, signal: null, stderr: '' });
      expect([await closes(Number(one)), await closes(Number(two))]).toEqual([true, true]);
    },
  );
});
