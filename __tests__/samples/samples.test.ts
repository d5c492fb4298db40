import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** Returns the output and exit code of `npm run sample -- NAME`. */
function sample(...names: string[]): { output: string; status: number | null } {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'samples/run.ts', ...names], {
    cwd: root,
    encoding: 'utf8',
  });
  return { output: run.stdout + (run.status === 0 ? '' : run.stderr), status: run.status };
}

describe('samples', () => {
  test('phonebook shows a model, its operations, and their errors', () => {
    const { output, status } = sample('phonebook');
    for (const line of [
      'table phonebook is ready, with the index byName',
      'created  Ann (friend): +33 1 23 45 67 89',
      'conflict phonebook (personId=1): an item with this key already exists',
      'updated  Anna (colleague): +33 1 23 45 67 89',
      'by name  #1 Anna',
      'by name  #2 Anna',
      'selected Anna, and no other attribute',
      'missing  phonebook (personId=1): there is no item with this key',
      'rejected phonebook (personId=2):',
      '- relationship must be one of',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('atlas loads a real data set and queries it through an index', () => {
    const { output, status } = sample('atlas');
    for (const line of [
      '7184 of 7184',
      'El Alto',
      'France has 214 airports',
      'From Paris to Tokyo: 9707 km',
      'ZZZZ: not found',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('shop shows transactions, unique values, and versions', () => {
    const { output, status } = sample('shop');
    for (const line of [
      'taken     email: condition.notUnique',
      'freed     another customer has the old address of Ann',
      'sold out  sku="pot": ConditionalCheckFailed, and nothing was written',
      'now       1 order, 3 tea, 0 pots',
      'conflict  version 1 was read, 2 is stored: PAID',
      'open      1 by scan, 1 through the index, no more',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('social keeps users, posts, follows, likes, and their counters in one table', () => {
    const { output, status } = sample('social');
    for (const line of [
      'taken     handle: condition.notUnique',
      'liked     already, so nothing was counted: ConditionalCheckFailed',
      'followed  already, so nothing was counted: ConditionalCheckFailed',
      'profile   ann has 2 posts and 2 followers',
      'feed      Tea is ready (2 likes)\nfeed      Hello (0 likes)\n',
      'followers of ann: u2, u3',
      'likes     of "Tea is ready": u2, u3',
      'unliked   "Tea is ready" has 1 like',
      'liked     by u3: 1 post',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('audit shows extensions of your own', () => {
    const { output, status } = sample('audit');
    for (const line of [
      'created  by ann, id of 36 characters',
      'changed  by bob, created before',
      "refused  writtenBy is kept by 'writtenBy', and can't be changed otherwise",
      'archived condition.failed: the title is still Second draft',
      'reads    4',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('retrieval finds passages by meaning, and resolves their profiles through a linker', () => {
    const { output, status } = sample('retrieval');
    for (const line of [
      'indexed 2282 passages of 258 countries',
      / 1\. 0\.\d{3} Iceland, Economy - overview \(profile of 10 parts\): /,
      / 1\. 0\.\d{3} Cambodia, Flag description \(profile of 10 parts\): three horizontal bands of blue/,
      /\(africa\)\n {2}1\. 0\.\d{3} Mauritania, /,
      'NoIdWarning: Cambodia',
      'Cambodia, Flag description (profile deleted)',
      'one document of 6.4 MB, read unchanged: true',
    ]) {
      expect(output).toMatch(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('http returns pages, and turns errors into statuses', () => {
    const { output, status } = sample('http');
    for (const line of [
      '201 POST   /phones',
      '400 POST   /phones\n    city is required',
      '    phoneNumber must be a + and 4 to 20 digits',
      '200 GET    /phones?city=Paris&limit=2\n    Anna, Bob',
      '    Cleo; no more',
      '400 GET    /phones?city=Rome',
      '204 DELETE /phones/…\n404 GET    /phones/…',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('feed sends the changes of a table as server-sent events, and continues at a checkpoint', () => {
    const { output, status } = sample('feed');
    for (const line of [
      'insert 10 by nobody (lot, price)',
      'modify 12 by Ann (price, bidder)',
      'modify 15 by Bob (price, bidder)',
      'remove ended (lot, price, bidder)',
      'first process: 1 bid\nsecond process: 1 bid',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('api shows pages, ETags, patches, and problem details', () => {
    const { output, status } = sample('api');
    for (const line of [
      '201 POST   /orders  →  ETag: "1"',
      '400 POST   /orders\n    lines[0].quantity must be 1 or more',
      '    2 orders, then 1; no more',
      '304 GET    /orders/…  If-None-Match: "1"',
      '428 PATCH  /orders/…\n200 PATCH  /orders/…  If-Match: "1"  →  ETag: "2"',
      '412 PATCH  /orders/…  If-Match: "1"\n    {"title":"Precondition Failed"',
      '204 DELETE /orders/…  If-Match: "2"\n404 GET    /orders/…',
      'OpenAPI 3.1.1: Order, Order.Line, NewOrder',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('training continues after a worker was killed', () => {
    const { output, status } = sample('training');
    const steps = [...output.matchAll(/^#(\d+) +([A-Z]+) *(?:(\d+) % )?(worker-\d)?/gm)].map(
      ([, number, status = '', percent, owner]) => ({
        number: Number(number),
        status,
        percent: Number(percent),
        owner,
      }),
    );
    const killedAfter = Number(/^killed {4}worker-1 after epoch (\d) of 8$/m.exec(output)?.[1]);
    expect(killedAfter).toBeGreaterThanOrEqual(3);
    expect(steps.map(({ number }) => number)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    const epochs = steps.filter(({ status }) => status === 'TRAINING');
    expect(epochs.map(({ percent }) => percent)).toEqual([0, 13, 25, 38, 50, 63, 75, 88, 100]);
    expect(epochs.filter(({ owner }) => owner === 'worker-1')).toHaveLength(1 + killedAfter);
    expect(epochs.filter(({ owner }) => owner === 'worker-2')).toHaveLength(8 - killedAfter);
    expect(steps.map(({ status }) => status)).toEqual([
      'QUEUED',
      'STARTING',
      'UPLOADING',
      ...epochs.map(() => 'TRAINING'),
      'SUCCESS',
    ]);
    for (const line of [
      'too early its lease has not ended',
      'stale     run-1 of worker-1',
      'ended     SUCCESS after 2 claims: {"loss":0.125}',
    ]) {
      expect(output).toContain(line);
    }
    expect(status).toBe(0);
  }, 300_000);

  test('an unknown name is rejected with the names of all samples', () => {
    const { output, status } = sample('nothing');
    expect(output).toMatch(
      /no sample nothing; there are: api, atlas, audit, feed, http, phonebook, pizza, retrieval, shop, social, training/,
    );
    expect(status).toBe(1);
  }, 300_000);
});

describe('README', () => {
  test('has a first example that runs unchanged', () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(root, 'README.md'), 'utf8')) ?? [];
    const file = path.join(root, 'samples', `readme-example-${process.pid}.mts`);
    writeFileSync(file, example);
    try {
      const run = spawnSync(process.execPath, ['--import', 'tsx', file], { cwd: root, encoding: 'utf8' });
      expect(run.stdout).toBe('true Anna\nphonebook (personId=1): there is no item with this key\n');
    } finally {
      rmSync(file);
    }
  }, 300_000);
});

describe('CHANGELOG', () => {
  test('begins with the version of the package', () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    const [, newest] = /^## \[(.*?)\]/m.exec(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
    expect(newest).toBe(version);
  });
});
