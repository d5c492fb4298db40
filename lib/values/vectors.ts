import { maxVectorDimensions } from '../limits.ts';
import type { AttributeValue } from '../sdk-types.ts';
import { closeBrace, closeBracket, comma } from './ascii.ts';
import type { AttributeType } from './attribute-type.ts';
import { containerWeight } from './collections.ts';
import type { Converter } from './converter.ts';
import { parseDecimal } from './decimal-text.ts';
import { floatText } from './float-text.ts';
import { type Issues, kindOf } from './issues.ts';
import { type JsonForm, type JsonReader, literal, unreadable } from './json-reader.ts';
import { isFloats } from './kinds.ts';
import { doubleText } from './numbers.ts';
import { reportTag } from './stored-value.ts';

/** Upper bound of the bytes of one element: nine digits, the sign, and the place in the list. */
const elementWeight = 8;

/**
 * Creates the type of a vector: a fixed number of finite 32-bit floats, such as an embedding. Stored as a list of
 * numbers with the fewest digits that read back to the same floats.
 *
 * A write also accepts an array of numbers, which are rounded to 32-bit floats.
 *
 * @param dimensions - 1 to 4,096 numbers
 * @example
 * @Attribute(vector(3)) embedding!: Float32Array;   // { embedding: { L: [{ N: '0.1' }, { N: '-2' }, { N: '0' }] } }
 */
export function vector(dimensions: number): AttributeType<Float32Array, Float32Array | readonly number[]> {
  const isValid = Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= maxVectorDimensions;
  return Object.freeze({ type: 'vector', dimensions, ...(isValid && { converter: vectorConverter(dimensions) }) });
}

/** Reports the first element that is no finite 32-bit float. */
function reportElement(values: Float32Array | readonly unknown[], issues: Issues): undefined {
  const index = Array.from(values).findIndex(
    (value) => typeof value !== 'number' || !Number.isFinite(Math.fround(value)),
  );
  const value = values[index];
  const mark = issues.list.length;
  if (typeof value !== 'number') issues.report(`must be a number, not ${kindOf(value)}`);
  else if (Number.isFinite(value))
    issues.report('is beyond the range of a 32-bit float, which ends at 3.4E+38', 'range');
  else issues.report('must be a finite number', 'range');
  issues.within(mark, index);
  return undefined;
}

function encodeVector(value: unknown, dimensions: number, issues: Issues): AttributeValue | undefined {
  if (!isFloats(value) && !Array.isArray(value)) {
    issues.report(`must be a Float32Array or an array of ${dimensions} numbers, not ${kindOf(value)}`);
    return undefined;
  }
  const values: Float32Array | readonly unknown[] = value;
  if (values.length !== dimensions) {
    issues.report(`must have ${dimensions} numbers, not ${values.length}`);
    return undefined;
  }
  issues.weight += containerWeight + dimensions * elementWeight;
  const list: AttributeValue[] = [];
  for (let index = 0; index < dimensions; index++) {
    const element = values[index];
    const float = typeof element === 'number' ? Math.fround(element) : Number.NaN;
    if (!Number.isFinite(float)) return reportElement(values, issues);
    list.push({ N: floatText(float) });
  }
  return { L: list };
}

/** Returns the float of a stored number. NaN if it has none. */
function floatOf(stored: string): number {
  const short = doubleText.fromShort?.(stored, 0, stored.length) as number | undefined;
  const value = short ?? (parseDecimal(stored) === undefined ? Number.NaN : Number(stored));
  const float = Math.fround(value);
  return Number.isFinite(float) ? float : Number.NaN;
}

function decodeVector(stored: AttributeValue, dimensions: number, issues: Issues): Float32Array | undefined {
  if (!Array.isArray(stored?.L)) return reportTag('L', stored, issues);
  if (stored.L.length !== dimensions) {
    issues.report(`is stored with ${stored.L.length} numbers, and the class says ${dimensions}`);
    return undefined;
  }
  const floats = new Float32Array(dimensions);
  for (let index = 0; index < dimensions; index++) {
    const element = stored.L[index];
    const float = typeof element?.N === 'string' ? floatOf(element.N) : Number.NaN;
    if (Number.isNaN(float)) {
      const mark = issues.list.length;
      if (typeof element?.N === 'string') issues.report('is stored as a number that is no 32-bit float');
      else reportTag('N', element, issues);
      issues.within(mark, index);
      return undefined;
    }
    floats[index] = float;
  }
  return floats;
}

const numberOpening = literal('{"N":"');
const { fromShort } = doubleText;

function readFloat(json: JsonReader): number {
  const short = json.storedAs(fromShort as NonNullable<typeof fromShort>) as number | undefined;
  return short ?? floatOf(json.stored());
}

/** Returns the JSON reader of a vector. A list of another length, or with another value in it, is unreadable. */
const vectorForm = (dimensions: number): JsonForm => ({
  opening: '{"L":[',
  read(json) {
    const floats = new Float32Array(dimensions);
    for (let index = 0; index < dimensions; index++) {
      if (index > 0) json.pass(comma);
      if (!json.passesAll(numberOpening)) throw unreadable;
      const float = Math.fround(readFloat(json));
      if (!Number.isFinite(float)) throw unreadable;
      floats[index] = float;
    }
    json.pass(closeBracket);
    json.pass(closeBrace);
    return floats;
  },
});

/** Creates the converter of `vector(dimensions)`: L of N. Its elements have no paths, because a vector changes as a whole. */
function vectorConverter(dimensions: number): Converter {
  return {
    kind: 'L',
    type: 'vector',
    expected: `a Float32Array or an array of ${dimensions} numbers`,
    dimensions,
    holds: (source) => source.dimensions === dimensions,
    encode(value: unknown, issues: Issues): AttributeValue | undefined {
      const encoded = issues.enter(dimensions) ? encodeVector(value, dimensions, issues) : undefined;
      issues.leave();
      return encoded;
    },
    decode: (stored: AttributeValue, issues: Issues): unknown => decodeVector(stored, dimensions, issues),
    form: vectorForm(dimensions),
  };
}
