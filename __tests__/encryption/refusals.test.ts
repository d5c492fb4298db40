import {
  Attribute,
  addTo,
  and,
  append,
  beginsWith,
  between,
  contains,
  deleteFrom,
  documentOf,
  eq,
  exists,
  gt,
  increment,
  type ModelDefinitionError,
  merge,
  ne,
  notExists,
  oneOf,
  or,
  PartitionKey,
  ref,
  remove,
  size,
  Table,
  ValidationError,
} from 'annotable';
import { Encrypted, type EncryptedOptions, encrypted, localKeyRing } from 'annotable/encryption';
import { defineSchema, schemaOf } from '../../lib/index.ts';
import type { SchemaDefinition } from '../../lib/schema/definition.ts';
import { unsendableClient } from '../support/unsendable-client.ts';
import { keys, patientModel, ringOf, userModel } from './models.ts';

const id = { type: String };
const secret = { type: String, encrypted: encrypted({ keyRing: ringOf() }) };
const found = { type: String, encrypted: encrypted({ keyRing: ringOf(), searchable: true }) };
const base = { name: 'Patient', table: { name: 'patients' }, partitionKey: 'id' };

function problemsOf(definition: Partial<SchemaDefinition>): string {
  try {
    defineSchema({ ...base, attributes: { id, secret }, ...definition } as SchemaDefinition);
    return '';
  } catch (error) {
    return (error as ModelDefinitionError).message;
  }
}

describe('the definition of an encrypted attribute is refused', () => {
  const cases: [string, Partial<SchemaDefinition>, string][] = [
    ['as a key of the table', { partitionKey: 'secret' }, "'secret' is the partition key, which DynamoDB must read"],
    [
      'as a key of an index',
      { indexes: { by: { partitionKey: 'secret' } } },
      "'secret' is a key of index 'by', and is encrypted; declare it { searchable: true }",
    ],
    [
      'as the time to live',
      { attributes: { id, secret: { ...secret, type: Number } }, timeToLive: 'secret' },
      "'secret' is encrypted: it is the time to live",
    ],
    [
      'as the mark of a delete',
      { attributes: { id, secret: { ...secret, type: Date, optional: true } }, deletedAt: { property: 'secret' } },
      "'secret' is encrypted: it is set by @DeletedAt",
    ],
    [
      'if it counts versions',
      {
        attributes: { id, secret: { ...secret, type: Number } },
        extensions: [{ name: 'version', manages: ['secret'], checksVersion: true }],
      },
      "'secret' is encrypted: the extension 'version' counts it",
    ],
    [
      'if it is unique, and not searchable',
      { attributes: { id, secret: { ...secret, unique: true } } },
      "'secret' is encrypted: @Unique compares its values; declare it { searchable: true }",
    ],
    [
      'if a plain attribute is derived from it',
      { attributes: { id, secret, last: { type: String, derive: { from: ['secret'], value: () => 'x' } } } },
      "'secret' is encrypted: 'last' is derived from it, and would show it",
    ],
    [
      'within a document',
      { attributes: { id, inner: { type: documentOf({ name: 'Inner', attributes: { secret } }) } } },
      "'secret' of its document is encrypted, which only an attribute of the item can be",
    ],
    [
      'if it is searchable, and no text, number, or binary',
      { attributes: { id, found: { ...found, type: Boolean } } },
      "'found' is encrypted: only a string, number, date, or binary is searchable, not BOOL",
    ],
    [
      'if it is searchable, and the key ring has no search key',
      {
        attributes: {
          id,
          found: {
            type: String,
            encrypted: encrypted({ keyRing: localKeyRing({ current: 'k1', keys }), searchable: true }),
          },
        },
      },
      "'found' is encrypted: it is searchable, so its key ring needs a searchKey",
    ],
  ];
  test.each(cases)('%s', (_, definition, message) => {
    expect(problemsOf(definition)).toContain(message);
  });

  test('but not if a derived attribute is encrypted too', () => {
    const derived = { ...secret, derive: { from: ['secret'], value: () => 'x' } };
    expect(problemsOf({ attributes: { id, secret, derived } })).toBe('');
  });
});

test('the options of @Encrypted are checked', () => {
  const options: [object, string][] = [
    [{}, '@Encrypted: it needs a key ring'],
    [{ keyRing: {} }, '@Encrypted: keyRing must be a key ring'],
    [{ keyRing: ringOf(), context: { a: 1 } }, '@Encrypted: context must be an object of texts'],
    [{ keyRing: ringOf(), searchable: 'yes' }, '@Encrypted: searchable must be true or false'],
    [{ keyRing: ringOf(), contexts: {} }, "@Encrypted has no option 'contexts'"],
  ];
  for (const [given, message] of options) expect(() => Encrypted(given as EncryptedOptions)).toThrow(message);
});

describe('nothing is sent', () => {
  const patients = patientModel('patients').patients(unsendableClient());
  const users = userModel('users').users(unsendableClient());
  const key = { clinic: 'c1', id: 1 };

  async function issueOf(call: Promise<unknown>): Promise<string> {
    const error = await call.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(ValidationError);
    return (error as ValidationError).issues.map(({ path, message }) => `${path} ${message}`).join('\n');
  }

  test.each([
    ['increment', { income: increment() }],
    ['append', { readings: append([1]) }],
    ['addTo', { allergies: addTo(['x']) }],
    ['deleteFrom', { allergies: deleteFrom(['x']) }],
  ])('for %s of an encrypted attribute', async (operator, changes) => {
    const [property] = Object.keys(changes);
    expect(await issueOf(patients.update(key, changes as never))).toBe(
      `${property} is encrypted, so DynamoDB can't change it by ${operator}(…); read the item, and set the whole value`,
    );
  });

  test('for a path into an encrypted attribute', async () => {
    const words = 'is encrypted, so DynamoDB reads and changes it only whole';
    expect(await issueOf(patients.update(key, { 'address.street': 'x' }))).toContain(`address.street ${words}`);
    expect(await issueOf(patients.update(key, { address: merge({ street: 'x' }) }))).toContain(words);
    expect(await issueOf(patients.update(key, { 'readings[0]': 1 } as never))).toContain(words);
    expect(await issueOf(patients.update(key, { ward: 'x' }, { if: { 'address.street': 'x' } }))).toContain(words);
  });

  test('for a copy from or to an encrypted attribute', async () => {
    const words = 'one of the two is encrypted';
    expect(await issueOf(patients.update(key, { ward: ref('diagnosis') } as never))).toContain(words);
    expect(await issueOf(patients.update(key, { diagnosis: ref('ward') } as never))).toContain(words);
    expect(await issueOf(patients.update(key, { ward: 'x' }, { if: { ward: ref('diagnosis') } as never }))).toContain(
      words,
    );
    expect(await issueOf(users.update(1, { visits: 1 }, { if: { email: ref('phone') } as never }))).toContain(words);
  });

  test.each<[string, object]>([
    ['eq', { diagnosis: 'x' }],
    ['eq', { diagnosis: eq('x') }],
    ['ne', { diagnosis: ne('x') }],
    ['oneOf', { diagnosis: oneOf(['x']) }],
    ['gt', { income: gt(1) }],
    ['between', { income: between(1, 2) }],
    ['beginsWith', { diagnosis: beginsWith('x') }],
    ['contains', { diagnosis: contains('x') }],
    ['size', { diagnosis: size(gt(1)) }],
    ['gt', { $nested: or({ ward: 'x' }, and({ income: gt(1) })) }],
  ])('for a condition with %s', async (kind, condition) => {
    const test = '$nested' in condition ? condition.$nested : condition;
    const words = `is encrypted, so DynamoDB can't compare it by ${kind}(…)`;
    expect(await issueOf(patients.update(key, { ward: 'x' }, { if: test as never }))).toContain(words);
    expect(await issueOf(patients.query({ clinic: 'c1' }, { filter: test as never }).all())).toContain(words);
    expect(await issueOf(patients.scan({ filter: test as never }).all())).toContain(words);
  });

  test('for a range of a searchable attribute', async () => {
    const words = 'is encrypted, and its hash only finds equal values; beginsWith(…)';
    expect(await issueOf(users.scan({ filter: { email: beginsWith('a') } }).all())).toContain(words);
  });
});

test('presence can be tested, and values can be set and removed', async () => {
  const { requests, client } = unsendable();
  const patients = patientModel('patients').patients(client);
  const key = { clinic: 'c1', id: 1 };
  const options = { if: { diagnosis: exists(), comment: notExists() } };
  await patients.update(key, { income: remove() }, options).catch(() => undefined);
  expect(requests).toMatchObject([
    {
      UpdateExpression: 'REMOVE #0',
      ConditionExpression: expect.stringContaining('attribute_exists(#2) AND attribute_not_exists(#3)'),
    },
  ]);
});

/** A client that keeps the inputs of its requests, and sends nothing. */
function unsendable() {
  const requests: object[] = [];
  const send = ({ input }: { readonly input: object }): Promise<never> => {
    requests.push(input);
    return Promise.reject(new Error('not sent'));
  };
  return { requests, client: { send } as never };
}

test('a decorated class is refused like a definition', () => {
  @Table('patients')
  class Patient {
    @PartitionKey() @Encrypted({ keyRing: ringOf() }) @Attribute(String) id!: string;
  }
  expect(() => schemaOf(Patient)).toThrow("'id' is the partition key, which DynamoDB must read");
});
