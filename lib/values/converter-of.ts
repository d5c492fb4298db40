import type { AnyAttributeType, AttributeType } from './attribute-type.ts';
import { listConverter, mapConverter } from './collections.ts';
import type { Converter } from './converter.ts';
import { dateConverter, epochConverter } from './dates.ts';
import { jsonConverter } from './json.ts';
import { bigintText, doubleText, exactDoubleText, exactText, numberConverter } from './numbers.ts';
import { binaryConverter, booleanConverter, stringConverter } from './scalars.ts';
import { binarySetConverter, decimalSetConverter, numberSetConverter, stringSetConverter } from './sets.ts';
import { tupleConverter } from './tuples.ts';

const scalars = new Map<unknown, Converter>([
  [String, stringConverter],
  [Number, numberConverter(doubleText, numberConverter(exactDoubleText))],
  [Boolean, booleanConverter],
  [BigInt, numberConverter(bigintText)],
  [Date, dateConverter],
  [Uint8Array, binaryConverter],
]);

const sets = new Map<unknown, Converter>([
  [String, stringSetConverter],
  [Number, numberSetConverter(doubleText)],
  [BigInt, numberSetConverter(bigintText)],
  [Uint8Array, binarySetConverter],
]);

const described: Readonly<Partial<Record<AttributeType<unknown>['type'], Converter>>> = {
  decimal: numberConverter(exactText),
  epochSeconds: epochConverter(1_000),
  epochMillis: epochConverter(1),
  json: jsonConverter,
};

/** True for the descriptions that `setOf`, `listOf`, `decimal`, and similar functions create. */
export function isDescribedType(type: unknown): type is AttributeType<unknown> {
  return typeof type === 'object' && type !== null && 'type' in type;
}

const isDecimal = (type: unknown): boolean => isDescribedType(type) && type.type === 'decimal';

/**
 * True for the constructors that name an attribute type themselves, such as `String` and `Date`. False for model
 * classes.
 */
export function isScalarType(type: unknown): boolean {
  return scalars.has(type);
}

/**
 * Returns the converter of an attribute type. Called once per use in a class, not per value.
 *
 * @param type - a type in which every model class is already replaced by its description
 * @param documentOf - returns the converter of an embedded document
 * @returns undefined if the type is not an attribute type
 */
export function converterOf(
  type: AnyAttributeType,
  documentOf: (type: AttributeType<unknown>) => Converter | undefined,
): Converter | undefined {
  if (!isDescribedType(type)) return scalars.get(type);
  if (type.type === 'document' || type.type === 'oneOf') return documentOf(type);
  if (type.type === 'set') return isDecimal(type.of) ? decimalSetConverter : sets.get(type.of);
  if (type.type === 'tuple') return tupleOf(type, documentOf);
  if (type.of === undefined) return type.converter ?? described[type.type];
  const element = converterOf(type.of, documentOf);
  if (element === undefined) return undefined;
  return type.type === 'list' ? listConverter(element) : mapConverter(element);
}

function tupleOf(
  { elements = [] }: AttributeType<unknown>,
  documentOf: (type: AttributeType<unknown>) => Converter | undefined,
): Converter | undefined {
  const converters = elements.flatMap((element) => converterOf(element, documentOf) ?? []);
  return elements.length > 0 && converters.length === elements.length ? tupleConverter(converters) : undefined;
}
