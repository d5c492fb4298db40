import { readAttribute } from '../json/json-input.ts';
import { refusalsOf, removalOf } from '../json/patch-from-json.ts';
import type { Schema } from '../schema/schema.ts';
import { setOwn } from '../values/collections.ts';
import { Issues } from '../values/issues.ts';
import type { JsonObject } from './api-types.ts';

/**
 * Returns the changes of an update from new values by property. Null removes an optional property.
 *
 * @param isHeld - true for a property that only its tracker changes
 * @throws ValidationError `item.invalid`, with all issues
 */
export function changesFromJson(
  schema: Schema,
  json: JsonObject,
  isHeld: (property: string) => boolean,
): Record<string, unknown> {
  const refuse = refusalsOf(schema);
  const issues = new Issues();
  const changes: Record<string, unknown> = {};
  const refusalOf = (property: string): string | undefined => {
    const attribute = schema.attributes[property];
    if (attribute === undefined) return `is no attribute of ${schema.name}; leave it out`;
    return isHeld(property) ? 'is set by the tracker alone; leave it out' : refuse(attribute);
  };
  for (const [property, value] of Object.entries(json)) {
    const mark = issues.list.length;
    const refusal = refusalOf(property);
    const attribute = schema.attributes[property];
    if (refusal !== undefined || attribute === undefined) issues.report(refusal ?? '', 'readOnly');
    else
      setOwn(
        changes,
        property,
        value === null ? removalOf(attribute, issues) : readAttribute(attribute, value, issues),
      );
    issues.within(mark, property);
  }
  if (issues.list.length > 0) throw schema.mapper.refusal(issues);
  return changes;
}
