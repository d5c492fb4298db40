import { isDeepStrictEqual } from 'node:util';
import { ITEMS, makeUser } from '../model/users.mjs';

const sorted = (value) => (value?.SS ? { SS: [...value.SS].sort() } : value);

/** Items, keys, and the other parameters of a request. */
function partsOf({ Item, Key, RequestItems, TransactItems, ...rest }) {
  const asked = Object.values(RequestItems ?? {})[0] ?? [];
  const writes = Array.isArray(asked) ? asked.map(({ PutRequest }) => PutRequest.Item) : [];
  const actions = (TransactItems ?? []).map((action) => action.Put?.Item ?? {});
  return {
    items: [Item, ...writes, ...actions].filter(Boolean),
    keys: [Key, ...(asked.Keys ?? [])].filter(Boolean),
    rest,
  };
}

/** Returns the attributes that a contender writes differently. */
function differingAttributes(ours, raw, kind) {
  if (ours.length !== raw.length) return [`${ours.length} ${kind}s for ${raw.length}`];
  const found = new Set();
  raw.forEach((item, n) => {
    for (const name of new Set([...Object.keys(item), ...Object.keys(ours[n])])) {
      if (!(name in item)) found.add(`adds ${kind} attribute ${name}`);
      else if (!(name in ours[n])) found.add(`lacks ${kind} attribute ${name}`);
      else if (!isDeepStrictEqual(sorted(ours[n][name]), sorted(item[name])))
        found.add(`writes ${kind} attribute ${name} otherwise`);
    }
  });
  return [...found];
}

/** True for a parameter that is compared by value. The text of an expression may differ. */
const isSetting = (name, value) => typeof value !== 'object' && !name.endsWith('Expression');

/** Returns the other parameters. Expressions are represented by their values. */
function differingParameters(ours, raw) {
  const found = [];
  for (const name of Object.keys(ours))
    if (!(name in raw)) found.push(`adds ${name}${isSetting(name, ours[name]) ? ` ${ours[name]}` : ''}`);
  for (const name of Object.keys(raw)) if (!(name in ours)) found.push(`lacks ${name}`);
  const values = (input) => Object.values(input.ExpressionAttributeValues ?? {}).map((value) => JSON.stringify(value));
  const extra = values(ours).filter((value) => !values(raw).includes(value)).length;
  const absent = values(raw).filter((value) => !values(ours).includes(value)).length;
  if (extra) found.push(`adds ${extra} values to expressions`);
  if (absent) found.push(`lacks ${absent} values of expressions`);
  return found;
}

/** Returns the differences between the requests of one operation and those of the raw client. */
export function requestDifferences(ours, raw) {
  const named = (requests) => requests.map(({ operation }) => operation).join(' + ');
  if (named(ours) !== named(raw)) return [`sends ${named(ours)} for ${named(raw)}`];
  const found = ours.flatMap((request, n) => {
    const mine = partsOf(request.input);
    const theirs = partsOf(raw[n].input);
    return [
      ...differingAttributes(mine.items, theirs.items, 'item'),
      ...differingAttributes(mine.keys, theirs.keys, 'key'),
      ...differingParameters(mine.rest, theirs.rest),
    ];
  });
  const size = (requests) => requests.reduce((sum, { bytes }) => sum + bytes, 0);
  const change = size(ours) / size(raw) - 1;
  return found.length === 0 && Math.abs(change) > 0.1 ? [`sends ${Math.round(change * 100)} % more bytes`] : found;
}

const plain = (user) => ({ ...user, roles: [...(user.roles ?? [])].sort() });

/** Returns the properties that a read returns differently from the put item. */
export function readDifferences(operation, result) {
  if (!['get', 'update', 'query', 'batchGet'].includes(operation)) return [];
  const read = ITEMS[operation] === 1 ? [result] : [...result];
  if (read.length !== ITEMS[operation]) return [`reads ${read.length} items for ${ITEMS[operation]}`];
  const found = new Set();
  read.forEach((item, n) => {
    const want = plain(makeUser(n));
    const got = plain(item);
    for (const name of Object.keys(want))
      if (!isDeepStrictEqual(structuredClone(toPlain(got[name])), want[name])) found.add(`reads ${name} otherwise`);
  });
  return [...found];
}

/** Returns documents of a class as plain objects. */
const toPlain = (value) =>
  value && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPlain(part)]))
    : value;
