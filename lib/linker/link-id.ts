import { type IssueInput, ValidationError } from '../errors/validation-error.ts';
import type { IdSpace } from './link-store.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Returns an id as it is stored: a UUID in lower case, any other id unchanged. */
export const normalId = (id: string): string => (uuid.test(id) ? id.toLowerCase() : id);

function problemOf(id: unknown, space: IdSpace): string | undefined {
  if (typeof id !== 'string') return `must be a string, not ${id === null ? 'null' : typeof id}`;
  if (id === '') return 'is empty, and an id has at least one character';
  if (!id.isWellFormed()) return 'holds half a character (a lone surrogate), which DynamoDB can not store';
  const bytes = Buffer.byteLength(id);
  const maxBytes = space.maxIdBytes(id);
  return bytes > maxBytes ? `has ${bytes} bytes of at most ${maxBytes}` : undefined;
}

/**
 * Checks ids, and returns them as they are stored, in order.
 *
 * @throws ValidationError `item.invalid` if some are not valid, with all issues
 */
export function checkedIds(space: IdSpace, ids: readonly unknown[]): string[] {
  checkIds(space, ids);
  return (ids as readonly string[]).map(normalId);
}

/**
 * Checks ids, which are stored as they are.
 *
 * @throws ValidationError `item.invalid` if some are not valid, with all issues
 */
export function checkIds(space: IdSpace, ids: readonly unknown[]): asserts ids is readonly string[] {
  const { name } = space;
  if (!Array.isArray(ids)) throw new ValidationError({ table: name }, [{ path: 'ids', message: 'must be an array' }]);
  const issues: IssueInput[] = ids.flatMap((id, index) => {
    const message = problemOf(id, space);
    return message === undefined ? [] : { path: ids.length === 1 ? 'the id' : `ids[${index}]`, message };
  });
  if (issues.length > 0) throw new ValidationError({ table: name }, issues);
}
