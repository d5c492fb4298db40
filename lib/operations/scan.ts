import { Placeholders } from '../expressions/placeholders.ts';
import type { Schema } from '../schema/schema.ts';
import { Issues } from '../values/issues.ts';
import { type PagedFields, type PageSettings, pagedFields, readIndex } from './read-request.ts';

/**
 * Builds the request of a scan, shared by all of its pages and segments.
 *
 * @throws ValidationError `item.invalid` if the filter or selection doesn't fit the class
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
