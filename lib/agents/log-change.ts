import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ValidationError } from '../errors/validation-error.ts';
import type { JsonInput } from '../linker/linker.ts';
import type { LogEntry } from '../linker/space-log.ts';
import type { EntryReplacement } from '../linker/space-types.ts';
import type { JsonValue } from '../values/attribute-type.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import { pathText } from '../values/issues.ts';
import { jsonText } from '../values/json-text.ts';

/** A change of the end of a log. */
export interface LogChange<Value> {
  /** Identifies the change, so that it is done once. A text that is not blank. */
  readonly id: string;
  /** The values that the log must end with. They are replaced. Default: none. */
  readonly replaces?: readonly Value[] | undefined;
  /** The values that are added. */
  readonly values: readonly Value[];
}

/** A change as it is stored and compared. */
export interface PlainChange {
  /** Name of the entry that records the change. */
  readonly marker: string;
  /** Hash of the change. The order of the members of an object has no effect. */
  readonly hash: string;
  readonly replaces: readonly JsonValue[];
  readonly values: readonly JsonValue[];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * Checks a change, and returns it as it is stored.
 *
 * @throws ValidationError `item.invalid` if the id is blank, or a value is not JSON
 */
export function plainChange({ id, replaces, values }: LogChange<JsonInput>, table: string): PlainChange {
  if (typeof id !== 'string' || id.trim() === '')
    throw new ValidationError({ table }, [{ path: 'id', message: 'must be a string that is not blank' }]);
  const plain = plainOf({ replaces, values }, table) as unknown as Pick<PlainChange, 'values'> & Partial<PlainChange>;
  const hash = sha256(canonicalJson(plain));
  return { marker: `change#${sha256(id)}`, hash, replaces: plain.replaces ?? [], values: plain.values };
}

function plainOf(value: unknown, table: string): JsonValue {
  const text = jsonText(value);
  if (typeof text === 'string') return JSON.parse(text);
  throw new ValidationError({ table }, [{ path: pathText(text.path), message: text.message, code: text.code }]);
}

/**
 * Returns the entries of a log without its last values. An entry without values stays, so that its number is not used
 * again.
 *
 * @param entries - from the last one on
 * @returns undefined if the log does not end with these values
 */
export function withoutEnd(
  entries: readonly LogEntry<JsonValue>[],
  end: readonly JsonValue[],
): EntryReplacement[] | undefined {
  let left = end.length;
  const cut: EntryReplacement[] = [];
  for (const { name, value, revision, expiresAt } of entries) {
    if (value.length === 0 || left === 0) continue;
    const kept = Math.max(value.length - left, 0);
    const from = left - (value.length - kept);
    if (!isDeepStrictEqual(value.slice(kept), end.slice(from, left))) return undefined;
    left = from;
    cut.push({ name, value: value.slice(0, kept), revision, expiresAt });
  }
  return left === 0 ? cut : undefined;
}

/**
 * Returns the entries of a log that change if each value is replaced by others.
 *
 * @param entries - from the first one on
 */
export const withValues = <Value extends JsonInput>(
  entries: readonly LogEntry<Value>[],
  valuesOf: (value: Value) => readonly Value[],
): EntryReplacement[] =>
  entries.flatMap(({ name, value, revision, expiresAt }) => {
    const next = value.flatMap(valuesOf);
    const isSame = next.length === value.length && next.every((each, index) => each === value[index]);
    return isSame ? [] : { name, value: next, revision, expiresAt };
  });
