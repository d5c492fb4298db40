import { epochSecondsAt } from '../schema/expiry.ts';
import type { Schema } from '../schema/schema.ts';
import type { Placeholders } from './placeholders.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

/** The context of tests that depend on the time. */
export interface ExpiryContext {
  readonly schema: Schema;
  readonly placeholders: Placeholders;
  /** Milliseconds since 1970. Undefined if expired items count as existing. */
  readonly nowMs: number | undefined;
}

/** Tests that the item is not expired: `attribute_not_exists(#1) OR #1 > :2`. Undefined if items can't expire. */
export function notExpired({ schema, placeholders, nowMs }: ExpiryContext): Term | undefined {
  if (schema.timeToLive === undefined || nowMs === undefined) return undefined;
  const name = placeholders.name(schema.timeToLive.name);
  const now = placeholders.value({ N: String(epochSecondsAt(nowMs)) });
  return joinTerms('OR', [simpleTerm(`attribute_not_exists(${name})`), simpleTerm(`${name} > ${now}`)]);
}

/** Tests that an item exists and is not expired: `attribute_exists(#0)`, with the partition key. */
export function itemExists(moment: ExpiryContext): Term | undefined {
  const name = moment.placeholders.name(moment.schema.partitionKey.name);
  return joinTerms('AND', [simpleTerm(`attribute_exists(${name})`), notExpired(moment)]);
}

/** Tests that no item exists, or an expired one: `attribute_not_exists(#0)`, with the partition key. */
export function itemNotExists({ schema, placeholders, nowMs }: ExpiryContext): Term | undefined {
  const absent = simpleTerm(`attribute_not_exists(${placeholders.name(schema.partitionKey.name)})`);
  if (schema.timeToLive === undefined || nowMs === undefined) return absent;
  const now = placeholders.value({ N: String(epochSecondsAt(nowMs)) });
  return joinTerms('OR', [absent, simpleTerm(`${placeholders.name(schema.timeToLive.name)} <= ${now}`)]);
}
