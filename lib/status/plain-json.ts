import { pathText } from '../values/issues.ts';
import { jsonText } from '../values/json-text.ts';

/** Creates the error for a value that is not JSON, from its path and the reason. */
export type RefuseJson = (path: string, message: string) => Error;

/**
 * Returns a copy of a value as plain JSON, without undefined members. Calls `toJSON`, and copies the members of
 * instances.
 *
 * @param root - name of the value in messages
 * @throws the error of `refuse` if JSON would lose data, as with NaN or a Map
 */
export function plainJson(value: unknown, root: string, refuse: RefuseJson): unknown {
  const text = jsonText(value, true);
  if (typeof text === 'string') return JSON.parse(text) as unknown;
  throw refuse(pathText([root, ...text.path]), text.message);
}
