/** Makes the error of a value that is no JSON, of where it is and what is wrong. */
export type RefuseJson = (path: string, message: string) => Error;

const maxDepth = 500;

/**
 * A value as the JSON that says all of it: members that are undefined are left out, `toJSON` counts, and instances of
 * classes are their own members. `JSON.stringify` alone would make NaN null, and a Map `{}`.
 *
 * @param path - what messages call the value
 * @throws what `refuse` makes
 */
export function plainJson(value: unknown, path: string, refuse: RefuseJson, holders: readonly object[] = []): unknown {
  const written = jsonOf(value);
  if (written === null || typeof written === 'string' || typeof written === 'boolean') return written;
  if (typeof written === 'number' && Number.isFinite(written)) return written;
  if (typeof written !== 'object') throw refuse(path, `is ${nameOf(written)}, which JSON has not`);
  if (holders.includes(written)) throw refuse(path, 'contains itself');
  if (holders.length === maxDepth) throw refuse(path, 'is nested too deeply');
  const within = [...holders, written];
  if (Array.isArray(written))
    return Array.from(written, (item, index) => plainJson(item, `${path}[${index}]`, refuse, within));
  const kind = Object.prototype.toString.call(written).slice('[object '.length, -1);
  if (kind !== 'Object') throw refuse(path, `is of the class ${kind}, which JSON has not`);
  const members = Object.entries(written).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [name, plainJson(member, `${path}.${name}`, refuse, within)]),
  );
}

/** What `JSON.stringify` would write in the place of a value. */
function jsonOf(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null;
  const { toJSON } = isObject ? (value as { toJSON?: unknown }) : {};
  return typeof toJSON === 'function' ? toJSON.call(value, '') : value;
}

const nameOf = (value: unknown): string =>
  typeof value === 'number' || value === undefined ? String(value) : `a ${typeof value}`;
