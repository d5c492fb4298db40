import { epochSecondsAt } from '../schema/hidden.ts';
import type { Schema } from '../schema/schema.ts';
import type { Placeholders } from './placeholders.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

/** The context of tests that depend on the time, and on the items that count as existing. */
export interface ExistenceContext {
  readonly schema: Schema;
  readonly placeholders: Placeholders;
  /** Milliseconds since 1970. Undefined if expired items count as existing. */
  readonly nowMs: number | undefined;
  /** True if items that are marked as deleted count as existing. */
  readonly includeDeleted?: boolean | undefined;
}

/** Tests that the item is neither expired nor deleted. Undefined if items can't be. */
export function notHidden(context: ExistenceContext): Term | undefined {
  const alive = notExpired(context);
  const unmarked = notDeleted(context);
  return unmarked === undefined ? alive : joinTerms('AND', [alive, unmarked]);
}

/** Tests that an item exists and is not hidden: `attribute_exists(#0)`, with the partition key. */
export function itemExists(context: ExistenceContext): Term | undefined {
  return joinTerms('AND', [keyTerm('attribute_exists', context), notHidden(context)]);
}

/** Tests that no item has the key, or an expired one: `attribute_not_exists(#0)`, with the partition key. */
export function keyIsFree(context: ExistenceContext): Term | undefined {
  const absent = keyTerm('attribute_not_exists', context);
  const past = expired(context);
  return past === undefined ? absent : joinTerms('OR', [absent, past]);
}

/** Tests that a put replaces no deleted item: `attribute_not_exists(#1)`. Undefined if items can't be deleted. */
export function notDeletedUnlessExpired(context: ExistenceContext): Term | undefined {
  const term = notDeleted(context);
  return term && joinTerms('OR', [term, expired(context)]);
}

/** Tests that a deleted item exists: `attribute_exists(#1)`. */
export function itemIsDeleted(context: ExistenceContext): Term | undefined {
  return joinTerms('AND', [deleted(context), notExpired(context)]);
}

/** Tests that no item exists, or a hidden one. */
export function itemNotExists(context: ExistenceContext): Term | undefined {
  return joinTerms('OR', [keyIsFree(context), deleted(context)]);
}

/** `attribute_not_exists(#1) OR #1 > :2` */
function notExpired({ schema, placeholders, nowMs }: ExistenceContext): Term | undefined {
  if (schema.timeToLive === undefined || nowMs === undefined) return undefined;
  const name = placeholders.name(schema.timeToLive.name);
  const now = placeholders.value({ N: String(epochSecondsAt(nowMs)) });
  return joinTerms('OR', [simpleTerm(`attribute_not_exists(${name})`), simpleTerm(`${name} > ${now}`)]);
}

/** `#1 <= :2` */
function expired({ schema, placeholders, nowMs }: ExistenceContext): Term | undefined {
  if (schema.timeToLive === undefined || nowMs === undefined) return undefined;
  const now = placeholders.value({ N: String(epochSecondsAt(nowMs)) });
  return simpleTerm(`${placeholders.name(schema.timeToLive.name)} <= ${now}`);
}

const keyTerm = (test: string, { schema, placeholders }: ExistenceContext): Term =>
  simpleTerm(`${test}(${placeholders.name(schema.partitionKey.name)})`);

const notDeleted = (context: ExistenceContext): Term | undefined => markTerm('attribute_not_exists', context);

const deleted = (context: ExistenceContext): Term | undefined => markTerm('attribute_exists', context);

function markTerm(test: string, { schema, placeholders, includeDeleted }: ExistenceContext): Term | undefined {
  if (schema.softDelete === undefined || includeDeleted === true) return undefined;
  return simpleTerm(`${test}(${placeholders.name(schema.softDelete.attribute.name)})`);
}
