import { epochSecondsAt } from '../schema/expiry.ts';
import type { Schema } from '../schema/schema.ts';
import type { Placeholders } from './placeholders.ts';
import { joinTerms, simpleTerm, type Term } from './term.ts';

/** What is known of the time: undefined where items past their time to live are asked for too. */
export interface ExpiryContext {
  readonly schema: Schema;
  readonly placeholders: Placeholders;
  /** Milliseconds since 1970; undefined where items past their time to live count as well. */
  readonly nowMs: number | undefined;
}

/** `attribute_not_exists(#1) OR #1 > :2`: the item is not past its time to live. Undefined where it can't be. */
export function notExpired({ schema, placeholders, nowMs }: ExpiryContext): Term | undefined {
  if (schema.timeToLive === undefined || nowMs === undefined) return undefined;
  const name = placeholders.name(schema.timeToLive.name);
  const now = placeholders.value({ N: String(epochSecondsAt(nowMs)) });
  return joinTerms('OR', [simpleTerm(`attribute_not_exists(${name})`), simpleTerm(`${name} > ${now}`)]);
}

/** `attribute_exists(#0)` of the partition key, and not expired: there is an item with this key. */
export function itemExists(moment: ExpiryContext): Term | undefined {
  const name = moment.placeholders.name(moment.schema.partitionKey.name);
  return joinTerms('AND', [simpleTerm(`attribute_exists(${name})`), notExpired(moment)]);
}

/** `attribute_not_exists(#0)` of the partition key, or expired: there is no item with this key. */
export function itemNotExists({ schema, placeholders, nowMs }: ExpiryContext): Term | undefined {
  const absent = simpleTerm(`attribute_not_exists(${placeholders.name(schema.partitionKey.name)})`);
  if (schema.timeToLive === undefined || nowMs === undefined) return absent;
  const now = placeholders.value({ N: String(epochSecondsAt(nowMs)) });
  return joinTerms('OR', [absent, simpleTerm(`${placeholders.name(schema.timeToLive.name)} <= ${now}`)]);
}
