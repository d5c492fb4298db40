import { ConfigurationError } from '../errors/configuration-error.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { FieldUse, FieldUses } from './part-fields.ts';
import { formerFieldOf, type RequestPart } from './request-part.ts';
import { SealedExpressions } from './sealed-expressions.ts';

/** The fields that compare values. */
const conditions = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'SearchConditionExpression',
] as const;

const sealedValue = ({ field, isHash }: FieldUse, value: AttributeValue, item: StoredItem): Promise<AttributeValue> =>
  isHash ? field.hashed(value) : field.sealed(value, item);

/** Returns an item with ciphertexts and hashes in place of the values of encrypted attributes. */
export async function sealedItem(item: StoredItem, uses: FieldUses): Promise<StoredItem> {
  const sealed: StoredItem = { ...item };
  for (const [name, use] of uses) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined) sealed[name] = await sealedValue(use, value, item);
  }
  return sealed;
}

/** The place of a request in messages, and the names of the table key. */
export interface SealedPlace {
  readonly table: string;
  readonly operation: string;
  readonly keyNames: readonly string[];
}

/**
 * Returns one part of a request with ciphertexts and hashes in place of the values of encrypted attributes.
 *
 * @throws ConfigurationError `configuration.invalid` if an encrypted attribute is used in any other way, so that nothing
 * is sent as plain text
 */
export async function sealedPart<Part extends RequestPart>(
  part: Part,
  uses: FieldUses,
  place: SealedPlace,
): Promise<Part> {
  const { Item, Key, UpdateExpression, ProjectionExpression } = part;
  const former = formerFieldOf(part);
  if (former !== undefined) throw refused(place, `has ${former}, whose values can't be encrypted; use an expression`);
  const expressions = new SealedExpressions(part, uses);
  const refuse = ({ field: { attribute } }: FieldUse): never => {
    throw refused(place, `uses the encrypted attribute '${attribute.name}' in a way that can't be encrypted`);
  };
  const changed: Record<string, unknown> = {};
  if (Item !== undefined) changed['Item'] = await sealedItem(Item, uses);
  if (UpdateExpression !== undefined) changed['UpdateExpression'] = expressions.update(UpdateExpression, refuse);
  for (const field of conditions)
    if (part[field] !== undefined) changed[field] = expressions.condition(part[field], refuse);
  if (ProjectionExpression !== undefined && expressions.projects(ProjectionExpression, refuse))
    Object.assign(changed, withKeys(part, ProjectionExpression, place.keyNames));
  if (expressions.placed.length > 0) {
    const all: Record<string, AttributeValue> = { ...part.ExpressionAttributeValues };
    for (const { placeholder, value, use } of expressions.placed)
      all[placeholder] = await sealedValue(use, value, Key ?? Item ?? {});
    changed['ExpressionAttributeValues'] = usedIn({ ...part, ...changed }, all);
  }
  return { ...part, ...changed };
}

const refused = ({ table, operation }: SealedPlace, problem: string): ConfigurationError =>
  new ConfigurationError(`${table}: ${operation} ${problem}; nothing was sent`);

/** Adds the table key to a projection, because ciphertexts are bound to it. */
function withKeys(
  { ExpressionAttributeNames = {} }: RequestPart,
  projection: string,
  keyNames: readonly string[],
): Pick<RequestPart, 'ProjectionExpression' | 'ExpressionAttributeNames'> {
  const paths = projection.split(',').map((path) => path.trim());
  const read = new Set(paths.map((path) => ExpressionAttributeNames[path] ?? path));
  const names: Record<string, string> = { ...ExpressionAttributeNames };
  for (const [index, name] of keyNames.entries()) {
    if (read.has(name)) continue;
    names[`#enc${index}`] = name;
    paths.push(`#enc${index}`);
  }
  return { ProjectionExpression: paths.join(', '), ExpressionAttributeNames: names };
}

/** Selects the values that the expressions use. The plain values that were replaced are not sent. */
function usedIn(part: RequestPart, values: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> {
  const texts = [part.UpdateExpression, ...conditions.map((field) => part[field])].join(' ');
  const used = new Set(texts.match(/:\w+/g));
  return Object.fromEntries(Object.entries(values).filter(([placeholder]) => used.has(placeholder)));
}
