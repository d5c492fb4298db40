import { maxKeyNameBytes } from '../limits.ts';
import { hashNameOf } from '../schema/attribute-encryption.ts';
import type { AttributeSchema } from '../schema/attribute-schema.ts';
import type { EncryptedParts } from '../schema/encryption.ts';

/** The types of the values that a hash is made of. Each value has one text. */
const hashedKinds: ReadonlySet<string> = new Set(['S', 'N', 'B']);

/** Adds the reasons why an attribute can't be encrypted to the problems of its class. */
export function checkEncrypted(
  attribute: AttributeSchema,
  hasSearchKey: boolean,
  parts: EncryptedParts,
  problems: string[],
): void {
  const { property } = attribute;
  const report = (problem: string): void => {
    problems.push(`'${property}' is encrypted: ${problem}`);
  };
  checkUses(attribute, parts, report);
  checkDerived(attribute, parts, report);
  if (attribute.encryption?.isSearchable) checkHash(attribute, hasSearchKey, parts, report);
  else if (attribute.unique) report('@Unique compares its values; declare it { searchable: true }');
}

function checkUses(
  attribute: AttributeSchema,
  { key, indexes, vectorIndexes, timeToLive, deletedAt, extensions }: EncryptedParts,
  report: (problem: string) => void,
): void {
  const { property } = attribute;
  if (key.has(attribute)) report('it is part of the key of the table, which DynamoDB must read; leave one of them out');
  for (const { name, key: indexKey } of Object.values(indexes))
    if (indexKey.has(attribute))
      report(`it is part of a template of index '${name}'; only a whole property that is searchable can be its key`);
  for (const { name, vector } of Object.values(vectorIndexes))
    if (vector === attribute) report(`it is the vector of index '${name}', which DynamoDB must read`);
  if (property === timeToLive) report('it is the time to live, which DynamoDB must read; leave one of them out');
  if (property === deletedAt) report('it is set by @DeletedAt, which conditions test; leave one of them out');
  const keeper = extensions.find(
    ({ manages = [], checksVersion }) => checksVersion === true && manages.includes(property),
  );
  if (keeper !== undefined) report(`the extension '${keeper.name}' counts it; leave one of them out`);
}

/** A derived attribute without encryption would show what it is made of. */
function checkDerived(
  attribute: AttributeSchema,
  { derived, attributes }: EncryptedParts,
  report: (problem: string) => void,
): void {
  for (const { name, attribute: made, sources } of derived) {
    if (!sources.includes(attribute) || (made !== undefined && attributes.includes(made))) continue;
    report(`'${made?.property ?? name}' is derived from it, and would show it; encrypt that too, or leave it out`);
  }
}

function checkHash(
  attribute: AttributeSchema,
  hasSearchKey: boolean,
  { key, attributes }: EncryptedParts,
  report: (problem: string) => void,
): void {
  const { kind } = attribute;
  const name = hashNameOf(attribute);
  if (!hashedKinds.has(kind))
    report(`only a string, number, date, or binary is searchable, not ${kind}; leave searchable out`);
  if (!hasSearchKey) report('it is searchable, so its key ring needs a searchKey');
  if (Buffer.byteLength(name) > maxKeyNameBytes)
    report(`the name of its hash, '${name}', has more than ${maxKeyNameBytes} bytes; give it a shorter name`);
  if ([...key.attributes, ...attributes].some((each) => each.name === name))
    report(`another attribute has the name of its hash, '${name}'; give it another stored name`);
}
