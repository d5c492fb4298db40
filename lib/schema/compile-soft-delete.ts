import type { AttributeSchema } from './attribute-schema.ts';
import type { SchemaDefinition } from './definition.ts';
import { deletedAtOptions, knownOptions } from './known-options.ts';
import type { SoftDelete } from './schema.ts';

const dayMs = 86_400_000;
/** 100 years. */
const maxPurgeDays = 36_500;

/** Compiles the mark of deleted items. Undefined if the class has none. Adds problems to the list. */
export function softDeleteOf(
  definition: SchemaDefinition,
  attributes: Readonly<Record<string, AttributeSchema>>,
  problems: string[],
): SoftDelete | undefined {
  const { deletedAt } = definition;
  if (deletedAt === undefined) return undefined;
  const { property, ...options } = deletedAt;
  const { purgeAfterDays } = knownOptions(`@DeletedAt of '${property}'`, options, deletedAtOptions, problems);
  checkPurge(definition, property, purgeAfterDays, problems);
  const attribute = attributes[property];
  if (attribute === undefined) {
    problems.push(`'${property}' is the time of a delete, and is no attribute; add @Attribute to it`);
    return undefined;
  }
  const settings = definition.attributes[property];
  if (!attribute.optional || attribute.nullable)
    problems.push(`'${property}' is the time of a delete, which other items lack; make it optional, and not nullable`);
  if (settings?.default !== undefined || settings?.unique)
    problems.push(`'${property}' is the time of a delete, so it has neither a default nor @Unique`);
  if (property === definition.timeToLive)
    problems.push(`'${property}' is the time of a delete, and can't be the time to live too; use two properties`);
  const purgeAfterMs = purgeAfterDays === undefined ? undefined : purgeAfterDays * dayMs;
  return Object.freeze({ attribute, purgeAfterMs });
}

function checkPurge(
  { timeToLive, partitionKey, sortKey }: SchemaDefinition,
  property: string,
  days: number | undefined,
  problems: string[],
): void {
  if (days === undefined) return;
  if (typeof days !== 'number' || !(days > 0 && days <= maxPurgeDays))
    problems.push(`'${property}': purgeAfterDays must be a number above 0 and up to ${maxPurgeDays}`);
  if (timeToLive === undefined)
    problems.push(`'${property}': purgeAfterDays needs a time to live; add @TimeToLive() to another property`);
  else if (timeToLive === partitionKey || timeToLive === sortKey)
    problems.push(
      `'${property}': purgeAfterDays changes '${timeToLive}', which is a key of the table and can't change`,
    );
}
