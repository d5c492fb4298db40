import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Issues } from '../values/issues.ts';
import type { AttributeSchema } from './attribute-schema.ts';

/** How a decrypted value is stored. */
export interface SealedValue {
  /** The stored value: the ciphertext. */
  readonly stored: AttributeValue;
  /** The id of the key that it is encrypted with. */
  readonly keyId?: string | undefined;
  /** The reason why it can't be decrypted. The value is the ciphertext then. */
  readonly problem?: string | undefined;
}

/** In the global registry, so that both copies of the package (ESM, CJS) read it. */
const seal: unique symbol = Symbol.for('annotable.sealed') as never;

/** Marks a decrypted value with its stored form. The mark is no part of the value, and no log prints it. */
export function markSealed(value: AttributeValue, sealed: SealedValue): AttributeValue {
  return Object.defineProperty(value, seal, { value: sealed });
}

/** Returns how a decrypted value is stored. Undefined for any other value. */
export const sealedOf = (value: AttributeValue | undefined): SealedValue | undefined =>
  (value as { readonly [seal]?: SealedValue } | undefined)?.[seal];

/** Returns the stored form of a value that was read: of a decrypted one, its ciphertext. */
export const asStored = <Value extends AttributeValue | undefined>(value: Value): Value =>
  (sealedOf(value)?.stored as Value | undefined) ?? value;

/** Reports the values of an item that were not decrypted. */
export function reportSealed(
  encrypted: readonly AttributeSchema[],
  item: StoredItem,
  issues: Issues,
  select: ReadonlySet<string> | undefined,
): void {
  for (const { name, property, encryption } of encrypted) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined || (select !== undefined && !select.has(property))) continue;
    const sealed = sealedOf(value);
    const problem = sealed === undefined ? encryption?.refusesStored(value) : sealed.problem;
    if (problem === undefined) continue;
    const mark = issues.list.length;
    issues.report(problem);
    issues.within(mark, property);
  }
}
