import {
  Attribute,
  decimal,
  fromJson,
  json,
  PartitionKey,
  patchFromJson,
  setOf,
  standardSchemaOf,
  Table,
  ValidationError,
} from 'annotable';

class Folder {
  @Attribute(String, { optional: true }) name?: string;
  @Attribute(() => Folder, { optional: true }) inner?: Folder;
}

@Table('drives')
class Drive {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(setOf(String)) tags!: Set<string>;
  @Attribute(setOf(BigInt)) numbers!: Set<bigint>;
  @Attribute(json(), { optional: true }) meta?: unknown;
  @Attribute(decimal(), { optional: true }) price?: string;
  @Attribute(Folder, { optional: true }) root?: Folder;
}

/** More levels than the stack has. */
const levels = 20_000;

const issuesOf = (call: () => unknown): (string | undefined)[] => {
  try {
    call();
  } catch (error) {
    if (error instanceof ValidationError) return error.issues.map(({ message, code }) => `${message} (${code})`);
    throw error;
  }
  return [];
};

/** Parsed JSON that repeats a text at each level. */
const nested = (opening: string, closing: string): unknown =>
  JSON.parse(`${opening.repeat(levels)}1${closing.repeat(levels)}`);

const tooDeep = 'is nested deeper than 32 levels, or contains itself; store deep data as text (range)';

describe('hostile JSON', () => {
  test.each([
    ['an object that has no text', JSON.parse('{ "toString": 1, "valueOf": 1 }'), 'must be a string, not an object'],
    ['a deep array', nested('[', ']'), 'must be a string, not an array'],
  ])('is refused as an element of a set: %s', (_, element, message) => {
    expect(issuesOf(() => fromJson(Drive, { id: 'd1', tags: ['a', element], numbers: [] }))).toEqual([
      `${message} (type)`,
    ]);
  });

  test('has no equal elements of a set, however they are written', () => {
    const message = 'has the same element twice (type)';
    expect(issuesOf(() => fromJson(Drive, { id: 'd1', tags: ['a', 'a'], numbers: ['1', '01'] }))).toEqual([
      message,
      message,
    ]);
  });

  test.each([
    ['a JSON attribute', { meta: nested('{"a":', '}') }],
    ['a document', { root: nested('{"inner":', '}') }],
  ])('is refused if it is too deep, in a patch of %s', (_, patch) => {
    expect(issuesOf(() => patchFromJson(Drive, patch))).toEqual([tooDeep]);
  });

  test.each([
    ['a JSON attribute', { meta: nested('{"a":', '}') }],
    ['a document', { root: nested('{"inner":', '}') }],
  ])('is refused if it is too deep, in %s', (_, part) => {
    const verdict = standardSchemaOf(Drive)['~standard'].validate({ id: 'd1', tags: [], numbers: [], ...part });
    expect(verdict.issues?.map(({ message }) => `${message} (range)`)).toEqual([tooDeep]);
  });

  test('is read in one pass if it is a long decimal number', () => {
    // With one pass for each zero, this takes minutes.
    const price = `1.${'0'.repeat(300_000)}1`;
    expect(issuesOf(() => fromJson(Drive, { id: 'd1', tags: [], numbers: [], price }))).toEqual([
      'has more than 38 significant digits (range)',
    ]);
  });
});
