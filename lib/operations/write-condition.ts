import { conditionText, demandTerm } from '../expressions/condition.ts';
import type { ExistenceContext } from '../expressions/existence.ts';
import { type AcceptedVersions, hasVersion, isSameEntity } from '../expressions/own-kind.ts';
import { type Placeholders, placeholderFields } from '../expressions/placeholders.ts';
import { joinTerms, simpleTerm, type Term } from '../expressions/term.ts';
import type { Schema } from '../schema/schema.ts';
import { asStored } from '../schema/sealed-value.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';
import type { Issues, PathElement } from '../values/issues.ts';

/** Everything that must hold for a write, in addition to the existence checks of its operation. */
export interface Precondition {
  /** Time of the write in milliseconds since 1970. Undefined if expired items count as existing. */
  readonly nowMs?: number | undefined;
  /** The condition of the caller. */
  readonly if?: unknown;
  /** The conditions of extensions. */
  readonly conditions?: readonly object[] | undefined;
  /** Stored values, by stored name, that must be unchanged. Undefined for an absent attribute. */
  readonly unchanged?: ReadonlyMap<string, AttributeValue | undefined> | undefined;
  /** True for a `deleteIfExists` that found no item to mark: there must still be none. */
  readonly noItem?: boolean | undefined;
  /** Paths that must still be absent. */
  readonly absent?: readonly (readonly PathElement[])[] | undefined;
}

/** The fields of a request with a condition. */
export interface ConditionFields {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
}

/** A write with a condition, while its request is built. */
export interface ConditionalWrite {
  readonly schema: Schema;
  readonly key: StoredItem;
  readonly placeholders: Placeholders;
  readonly issues: Issues;
  readonly precondition: Precondition;
}

/** True if a precondition is empty. */
export const isOpen = ({ conditions, if: condition, unchanged, absent }: Precondition): boolean =>
  condition === undefined && unchanged === undefined && absent === undefined && (conditions?.length ?? 0) === 0;

/**
 * Returns the term of a precondition, and that the item is no other entity and has an accepted version. Undefined if all
 * are empty.
 *
 * @param accepted - default: all versions
 */
export function preconditionTerm(write: ConditionalWrite, accepted?: AcceptedVersions): Term | undefined {
  const { schema, placeholders } = write;
  if (schema.entity === undefined && schema.versions === undefined) return demandedTerm(write);
  const version = accepted && hasVersion(schema, placeholders, accepted);
  return joinTerms('AND', [isSameEntity(schema, placeholders), version, demandedTerm(write)]);
}

/** The versions that a write accepts which replaces or deletes the item. Its condition tests attributes. */
export const replacedVersions = ({ if: condition, conditions = [] }: Precondition): AcceptedVersions =>
  condition === undefined && conditions.length === 0 ? 'notNewer' : 'currentOrNoItem';

/** Returns the term of a precondition. Undefined if it is empty. */
export function demandedTerm({ schema, placeholders, issues, precondition }: ConditionalWrite): Term | undefined {
  if (isOpen(precondition)) return undefined;
  const context = { schema, placeholders, issues };
  return joinTerms('AND', [
    ...(precondition.conditions ?? []).map((condition) => demandTerm(context, condition)),
    ...[...(precondition.unchanged ?? [])].map(([name, value]) => unchangedTerm(placeholders, name, value)),
    ...(precondition.absent ?? []).map((elements) =>
      simpleTerm(`attribute_not_exists(${placeholders.path(elements)})`),
    ),
    demandTerm(context, precondition.if),
  ]);
}

/** A write whose condition can demand the current version. */
interface VersionedWrite {
  readonly name: string;
  readonly settings: { readonly stored?: unknown };
  readonly precondition: Precondition;
}

/** True if a write changes or tests attributes of an item, so that an older item must be upgraded first. */
export function changesCurrent({ name, settings, precondition }: VersionedWrite): boolean {
  if (settings.stored !== undefined || changing.has(name)) return true;
  return name !== 'create' && replacedVersions(precondition) !== 'notNewer';
}

const changing: ReadonlySet<string> = new Set(['update', 'upsert', 'restore', 'check']);

function unchangedTerm(placeholders: Placeholders, name: string, value: AttributeValue | undefined): Term {
  const path = placeholders.name(name);
  return simpleTerm(
    value === undefined ? `attribute_not_exists(${path})` : `${path} = ${placeholders.value(asStored(value))}`,
  );
}

/**
 * Builds the condition fields of a request. Includes all placeholders used so far.
 *
 * @throws ValidationError `item.invalid`, with all issues of the request
 */
export function conditionFields(write: ConditionalWrite, term: Term | undefined): ConditionFields {
  const { schema, key, placeholders, issues } = write;
  const text = conditionText('the condition', term, issues);
  if (issues.list.length > 0) throw schema.mapper.refusal(issues, schema.mapper.keyText(key));
  const fields = placeholderFields(placeholders);
  if (text === undefined) return fields;
  return { ConditionExpression: text, ...fields, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
}

/** The context of a write's own conditions. */
export const existenceOf = ({ schema, placeholders, precondition }: ConditionalWrite): ExistenceContext => ({
  schema,
  placeholders,
  nowMs: precondition.nowMs,
});
