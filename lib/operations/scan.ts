import { Placeholders } from '../expressions/placeholders.ts';
import type { Schema } from '../schema/schema.ts';
import type { ScanCommandInput } from '../sdk-types.ts';
import { Issues } from '../values/issues.ts';
import { type PageRequest, type PageSettings, pagedFields, readIndex } from './read-request.ts';

/** One of the segments that a scan is cut into. */
export interface Segment {
  readonly segment: number;
  readonly segments: number;
}

/**
 * The request that reads one page of a table, an index, or a segment of it.
 *
 * @throws ValidationError `item.invalid`
 */
export function scanRequest(
  schema: Schema,
  settings: PageSettings = {},
  page: PageRequest = {},
  { segment, segments }: Segment = { segment: 0, segments: 1 },
): ScanCommandInput {
  const index = readIndex(schema, settings.index);
  const context = { schema, placeholders: new Placeholders(), issues: new Issues() };
  return {
    ...pagedFields({ index, settings, page, isScan: true, ...context }),
    ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
  };
}
