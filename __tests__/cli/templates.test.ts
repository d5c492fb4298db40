import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChildScripts } from '../support/child-script.ts';
import { compileModule, run } from './support.ts';

jest.setTimeout(300_000);
afterEach(endChildScripts);

const models = compileModule('models');
const folder = mkdtempSync(join(tmpdir(), 'annotable-template-'));

afterAll(() => {
  models.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe('annotable template', () => {
  test('prints the tables of all classes as JSON for CloudFormation', async () => {
    const { code, stdout, stderr } = await run(['template', models.path, '--format', 'cloudformation']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { Resources } = JSON.parse(stdout);
    expect(Object.keys(Resources)).toEqual(['Shop', 'Orders', 'People']);
  });

  test('loads a module of TypeScript through tsx', async () => {
    const { code, stdout, stderr } = await run([
      'template',
      '__tests__/cli/modules/blobs.ts',
      '--format',
      'cloudformation',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Object.keys(JSON.parse(stdout).Resources)).toEqual(['Blobs']);
  });

  test.each([
    ['cdk', 'tables.ts', 'export class Tables extends Construct {'],
    ['terraform', 'tables.tf', 'resource "aws_dynamodb_table" "orders" {'],
  ])('writes a file for %s', async (format, name, text) => {
    const out = join(folder, name);
    const { code, stdout, stderr } = await run(['template', models.path, '--format', format, '--out', out]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `Wrote ${out}\n` });
    expect(readFileSync(out, 'utf8')).toContain(text);
  });

  test.each([
    [[], "required option '--format <format>' not specified"],
    [['--format', 'pulumi'], "argument 'pulumi' is invalid. Allowed choices are cloudformation, cdk, terraform."],
  ])('exits with 1 for %j, and names what is wrong', async (args, reason) => {
    const { code, stderr } = await run(['template', models.path, ...args]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(reason) });
    expect(stderr).toMatch(/Run 'annotable template --help' for options and examples\.\n$/);
  });
});

describe('annotable policy', () => {
  const place = ['--region', 'eu-west-1', '--account', '123456789012'];

  test('prints the policy of some methods of one class', async () => {
    const args = ['policy', models.path, '--operations', 'get,query', '--class', 'Order', ...place];
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const table = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders';
    expect(JSON.parse(stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: [table] },
        { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [`${table}/index/byState`] },
      ],
    });
  });

  test('prints the policy of all classes, and leaves out what its options say', async () => {
    const args = ['policy', models.path, '--operations', 'put', '--indexes', 'byState', '--no-lost-responses'];
    const { stdout } = await run(args);
    expect(JSON.parse(stdout).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem'],
        Resource: ['shop', 'orders', 'people'].map((name) => `arn:aws:dynamodb:*:*:table/${name}`),
      },
    ]);
  });

  test('exits with 1 for an unknown method, and names the methods', async () => {
    const { code, stdout, stderr } = await run(['policy', models.path, '--operations', 'getItem']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^annotable: iamPolicy: there is no operation 'getItem'; the operations are read, write, /);
  });
});
