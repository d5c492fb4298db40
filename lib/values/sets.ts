import type { AttributeValue } from '../sdk-types.ts';
import { closeBrace, closeBracket, quote } from './ascii.ts';
import type { Converter, ValueType } from './converter.ts';
import { type Issues, kindOf } from './issues.ts';
import type { JsonForm } from './json-reader.ts';
import { isBytes, isSet } from './kinds.ts';
import { exactText, type NumberText, numberWeight } from './numbers.ts';
import { isStorableText, plainBytes, storedBytes, textWeight } from './scalars.ts';
import { isText, reportTag } from './stored-value.ts';

/** Converts the elements of one kind of set, each in its stored form. */
interface Elements<Stored> {
  readonly kind: 'SS' | 'NS' | 'BS';
  readonly type: ValueType;
  readonly expected: string;
  encode(value: unknown, issues: Issues): Stored | undefined;
  decode(stored: Stored, issues: Issues): unknown;
  /** Returns the same text for equal elements. Absent if a JavaScript `Set` compares them correctly. */
  identity?(stored: Stored): string;
  read(stored: AttributeValue): Stored[] | undefined;
  /** Reads an element from its text in JSON. Absent if the kind has no JSON reader. */
  fromText?(text: string, issues: Issues): unknown;
  write(elements: Stored[]): AttributeValue;
}

const strings: Elements<string> = {
  kind: 'SS',
  type: 'string',
  expected: 'strings',
  encode(value, issues) {
    if (typeof value !== 'string') {
      issues.report(`must hold strings only, not ${kindOf(value)}`);
      return undefined;
    }
    issues.weight += textWeight(value);
    return isStorableText(value, issues) ? value : undefined;
  },
  decode: (stored) => stored,
  read: (stored) => stored?.SS,
  fromText: (text) => text,
  write: (elements) => ({ SS: elements }),
};

const binaries: Elements<Uint8Array> = {
  kind: 'BS',
  type: 'bytes',
  expected: 'Uint8Arrays',
  encode(value, issues) {
    if (!isBytes(value)) {
      issues.report(`must hold Uint8Arrays only, not ${kindOf(value)}`);
      return undefined;
    }
    issues.weight += value.byteLength;
    return plainBytes(value);
  },
  decode: storedBytes,
  identity: (stored) => Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString('latin1'),
  read: (stored) => stored?.BS,
  write: (elements) => ({ BS: elements }),
};

const numbers = (text: NumberText, identity?: (stored: string) => string): Elements<string> => ({
  ...(identity && { identity }),
  kind: 'NS',
  type: text.type,
  expected: text.expected.replace(/^a (.*)$/, '$1s'),
  encode(value, issues) {
    issues.weight += numberWeight;
    return text.toText(value, issues);
  },
  decode: (stored, issues) => text.fromText(stored, issues),
  read: (stored) => stored?.NS,
  fromText: (stored, issues) => text.fromText(stored, issues),
  write: (elements) => ({ NS: elements }),
});

function encodeElements<Stored>(set: ReadonlySet<unknown>, elements: Elements<Stored>, issues: Issues): Stored[] {
  const seen = elements.identity && new Set<string>();
  const encoded: Stored[] = [];
  for (const value of set) {
    const stored = elements.encode(value, issues);
    if (stored === undefined) continue;
    const identity = elements.identity?.(stored);
    if (identity !== undefined && seen?.has(identity) === true)
      issues.report('holds two equal elements, which DynamoDB refuses');
    if (identity !== undefined) seen?.add(identity);
    encoded.push(stored);
  }
  return encoded;
}

/** Creates the JSON reader of a set. No set is stored empty. */
function setForm<Stored>({ kind, fromText }: Elements<Stored>): JsonForm | undefined {
  return (
    fromText && {
      opening: `{"${kind}":[`,
      read(json) {
        const set = new Set();
        do {
          json.pass(quote);
          set.add(fromText(json.string(), json.issues));
        } while (json.goesOn(closeBracket));
        json.pass(closeBrace);
        return set;
      },
    }
  );
}

function setConverter<Stored>(elements: Elements<Stored>): Converter {
  return {
    form: setForm(elements),
    kind: elements.kind,
    type: 'set',
    elementType: elements.type,
    expected: `a Set of ${elements.expected}`,
    emptyValue: () => new Set(),
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      if (!isSet(value)) {
        issues.report(`must be a Set of ${elements.expected}, not ${kindOf(value)}`);
        return undefined;
      }
      const mark = issues.list.length;
      const encoded = encodeElements(value, elements, issues);
      return encoded.length === 0 || issues.list.length > mark ? undefined : elements.write(encoded);
    },
    decode(stored: AttributeValue, issues: Issues): unknown {
      const encoded = elements.read(stored);
      const isRead = Array.isArray(encoded) && (elements.kind === 'BS' || encoded.every(isText));
      if (!isRead) return reportTag(elements.kind, stored, issues);
      return new Set(encoded.map((element) => elements.decode(element, issues)));
    },
  };
}

/** `setOf(String)`: SS. */
export const stringSetConverter: Converter = setConverter(strings);
/** `setOf(Uint8Array)`: BS. Rejects two arrays of the same bytes, which are one element to DynamoDB. */
export const binarySetConverter: Converter = setConverter(binaries);
/** `setOf(Number)` and `setOf(BigInt)`: NS. */
export const numberSetConverter = (text: NumberText): Converter => setConverter(numbers(text));
/** `setOf(decimal())`: NS. Rejects two texts of the same number, which are one element to DynamoDB. */
export const decimalSetConverter: Converter = setConverter(numbers(exactText, (stored) => stored));
