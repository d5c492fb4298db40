import { Placeholders } from '../expressions/placeholders.ts';
import type { Schema } from '../schema/schema.ts';
import { Issues } from '../values/issues.ts';
import { type PagedFields, type PageSettings, pagedFields, readIndex } from './read-request.ts';

/**
 * The request that reads a table or an index, as all of its pages and segments share it.
 *
 * @throws ValidationError `item.invalid`
 */
export function scanRequest(schema: Schema, settings: PageSettings = {}): PagedFields {
  const index = readIndex(schema, settings.index);
  return pagedFields({
    index,
    settings,
    isScan: true,
    schema,
    placeholders: new Placeholders(),
    issues: new Issues(),
  });
}
