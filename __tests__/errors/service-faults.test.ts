import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as sdk from '@aws-sdk/client-dynamodb';
import { AnnotableError } from 'annotable';
import { translateError } from '../../lib/execution/translate-error.ts';

const root = path.join(__dirname, '../..');
const calls = readFileSync(path.join(root, 'lib/execution/calls.ts'), 'utf8');
const page = readFileSync(path.join(root, 'docs/operate/errors.md'), 'utf8').split('## Errors of the SDK')[1] ?? '';
const types = path.join(path.dirname(createRequire(__filename).resolve('@aws-sdk/client-dynamodb')), '../dist-types');

/** The operations that the package sends. */
const operations = [...calls.matchAll(/^ {2}(\w+): \{/gm)].map(([, name = '']) => name);

/** The exceptions that the installed SDK declares for the operations. */
const exceptions = [
  ...new Set(
    operations.flatMap((name) => {
      const text = readFileSync(path.join(types, `commands/${name}Command.d.ts`), 'utf8');
      return [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, exception = '']) => exception);
    }),
  ),
].filter((name) => name !== 'DynamoDBServiceException');

/** Exceptions that only the code of one operation can translate, because it knows the item or the actions. */
const byOperation = ['ConditionalCheckFailedException', 'TransactionCanceledException'];

/** The first cells of the rows of a table. */
const rowsOf = (table: string): string[] =>
  [...table.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  );

const [translated = '', passed = ''] = page.split(/^These errors/m);

describe('the exceptions of the installed SDK', () => {
  test('are read from its declarations', () => {
    expect(operations.length).toBeGreaterThan(25);
    expect(exceptions).toEqual(expect.arrayContaining(['ReplicatedWriteConflictException', 'PolicyNotFoundException']));
  });

  test.each(exceptions)('%s is an error of the package, or listed as an error of the SDK', (name) => {
    const Exception = (sdk as unknown as Record<string, new (options: object) => Error>)[name];
    const exception = new (Exception as new (options: object) => Error)({ message: 'm', $metadata: {} });
    const result = translateError(exception, 'orders');
    const isOurs = byOperation.includes(name) || AnnotableError.is(result);
    if (!isOurs) expect(result).toBe(exception);
    expect(rowsOf(isOurs ? translated : passed)).toContain(name);
  });

  test('are listed once', () => {
    const listed = [...rowsOf(translated), ...rowsOf(passed)];
    expect(new Set(listed).size).toBe(listed.length);
  });
});
