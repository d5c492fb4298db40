import type { AttributeValue } from '../sdk-types.ts';
import { decimalText, parseDecimal } from './decimal-text.ts';

/**
 * Returns a text that is the same for two stored scalars only if DynamoDB treats them as equal.
 *
 * The type is part of the text, and `1.0` is `1`. An absent value equals no stored value.
 */
export function valueIdentity(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return `S${value.S}`;
  if (value?.N !== undefined) {
    const number = Number(value.N);
    if (Number.isSafeInteger(number) && String(number) === value.N) return `N${value.N}`;
    const decimal = parseDecimal(value.N);
    return `N${decimal === undefined ? value.N : decimalText(decimal)}`;
  }
  if (value?.B !== undefined) return `B${Buffer.from(value.B).toString('base64')}`;
  return `?${JSON.stringify(value)}`;
}
