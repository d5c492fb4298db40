import { isFields } from '../expressions/fields.ts';
import { spreadMerges } from '../expressions/merged-changes.ts';
import { headOf, parsePath } from '../expressions/path.ts';
import type { Schema } from '../schema/schema.ts';
import type { StoredItem } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';

/**
 * Returns the changes of a caller: each whole attribute by its property, and each `merge()` as its paths.
 *
 * @throws ValidationError `item.invalid` if the changes are no object of paths and values
 */
export function givenChanges(schema: Schema, changes: unknown, key: StoredItem): Readonly<Record<string, unknown>> {
  const issues = new Issues();
  try {
    if (isFields(changes)) return spread(schema, canonical(schema, changes), key);
    issues.reject('the changes must be an object of paths and values');
  } catch (error) {
    issues.reportUnread(error);
  }
  throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
}

/** Replaces each `merge()` with its paths. */
function spread(
  schema: Schema,
  changes: Readonly<Record<string, unknown>>,
  key: StoredItem,
): Readonly<Record<string, unknown>> {
  const issues = new Issues();
  const all = spreadMerges(schema, changes, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  return all;
}

/** Names each whole attribute by its property, in any notation: `'["email"]'` → `email`. */
function canonical(schema: Schema, changes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const plain = (path: string): string => {
    const head = headOf(schema, path);
    const isWhole = head !== path && Object.hasOwn(schema.attributes, head) && parsePath(path)?.length === 1;
    // An attribute that occurs in both notations is kept, and rejected later as an overlap.
    return isWhole && !Object.hasOwn(changes, head) ? head : path;
  };
  if (Object.keys(changes).every((path) => plain(path) === path)) return changes;
  return Object.fromEntries(Object.entries(changes).map(([path, value]) => [plain(path), value]));
}
