import { type Codec, type Converter, readsAll } from '../values/converter.ts';
import { AttributeCodec, type AttributeRules } from './attribute-codec.ts';

const noRules: Partial<AttributeRules> = {};

/**
 * Returns the reason why a value that DynamoDB copies between two paths may be invalid. Undefined if it is always
 * valid.
 */
export function refusesCopy(target: Codec, source: Codec): string | undefined {
  const [own, other] = [rulesOf(target), rulesOf(source)];
  const [converter, copied] = [converterOf(target), converterOf(source)];
  if (own.convert !== other.convert) return 'which is converted in another way';
  if (!readsAll(converter, copied)) return 'of another type, some of whose values could not be read here';
  if (other.nullable === true && own.nullable !== true && converter.kind !== 'JSON') return 'which may be null';
  const { enum: allowed } = own;
  const isWithin = allowed === undefined || other.enum?.every((value) => allowed.includes(value)) === true;
  if (!isWithin) return 'which may have a value outside the enum';
  if (own.validate !== undefined && own.validate !== other.validate) return 'which is not validated in the same way';
  return undefined;
}

/** Returns the reason why stored values of two paths compare unlike their values. Undefined if they compare alike. */
export function refusesComparison(target: Codec, source: Codec): string | undefined {
  if (rulesOf(target).convert !== rulesOf(source).convert) return 'which is converted in another way';
  const units = [converterOf(target).unitMs, converterOf(source).unitMs];
  return units.includes(undefined) || units[0] === units[1] ? undefined : 'which is stored in another unit of time';
}

/** Returns the reason why the sum of two paths may be unreadable. Undefined if only a whole number above 2^53 is. */
export function refusesSum(target: Codec, source: Codec): string | undefined {
  if (rulesOf(source).convert !== undefined) return 'which is converted in another way';
  const [converter, added] = [converterOf(target), converterOf(source)];
  const takesAll = converter.kind === 'JSON' || converter.strict !== undefined;
  return takesAll || readsAll(converter, added) ? undefined : 'a sum with some of whose values could not be read here';
}

const rulesOf = (codec: Codec): Partial<AttributeRules> => (AttributeCodec.is(codec) ? codec.rules : noRules);

const converterOf = (codec: Codec): Converter => (AttributeCodec.is(codec) ? codec.converter : (codec as Converter));
