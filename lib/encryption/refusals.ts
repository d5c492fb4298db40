/** Tests of the presence of an attribute, which its encryption doesn't change. */
const ofPresence: ReadonlySet<string> = new Set(['exists', 'notExists']);

/** Tests that the hash of a searchable attribute supports. */
const ofEquality: ReadonlySet<string> = new Set(['eq', 'ne', 'oneOf']);

/** Changes that replace or remove the whole value. */
const wholeChanges: ReadonlySet<string> = new Set(['set', 'remove', 'ifNotExists']);

/** Returns the reason why an encrypted attribute doesn't support a test. Undefined if it does. */
export function testRefusal(kind: string, isSearchable: boolean): string | undefined {
  if (ofPresence.has(kind) || (isSearchable && ofEquality.has(kind))) return undefined;
  if (isSearchable) return `is encrypted, and its hash only finds equal values; ${kind}(…) can't test it`;
  const cure = ofEquality.has(kind) ? 'declare it { searchable: true }, or compare' : 'read the item, and test';
  return `is encrypted, so DynamoDB can't compare it by ${kind}(…); ${cure} it in your program`;
}

/** Returns the reason why an encrypted attribute doesn't support a change. Undefined if it does. */
export const changeRefusal = (kind: string): string | undefined =>
  wholeChanges.has(kind)
    ? undefined
    : `is encrypted, so DynamoDB can't change it by ${kind}(…); read the item, and set the whole value`;

export const pathRefusal = 'is encrypted, so DynamoDB reads and changes it only whole; read the item, and set it whole';

export const storedRefusal =
  'is encrypted; read it with the repository, or decrypt the item with decryptItem() of annotable/encryption';
