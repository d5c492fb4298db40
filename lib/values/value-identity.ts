import type { AttributeValue } from '../sdk-types.ts';
import { decimalText, parseDecimal } from './decimal-text.ts';

/**
 * A text that two stored scalars share only where DynamoDB takes them for equal: the type is part of it, and `1.0` is
 * `1`. What is absent is equal to nothing that is stored.
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
