/** Prefix of the spaces that contain memories. Separates them from the other spaces of the table. */
const storePrefix = 'langgraph/store/';

/** Returns a label without the signs that end a label and a namespace: `'a/b'` → `'a%2Fb'`. */
const escaped = (label: string): string => label.replace(/[%/#]/g, encodeURIComponent);

/** Returns the name of the space of all namespaces with this first label. */
export const spaceOfRoot = (root: string): string => storePrefix + root;

/** Returns the first label of the namespaces of a space. Undefined if it contains no memories. */
export const rootOfSpace = (space: string): string | undefined =>
  space.startsWith(storePrefix) ? space.slice(storePrefix.length) : undefined;

/**
 * Returns the prefix of the names of all items in a namespace and below it: `['users', 'ann', 'notes']` → `ann/notes/`.
 * The first label is the space.
 */
export const namesBelow = ([, ...labels]: readonly string[]): string =>
  labels.map((label) => `${escaped(label)}/`).join('');

/** Returns the name of an item: `['users', 'ann']` and `k1` → `ann/#k1`. */
export const itemName = (namespace: readonly string[], key: string): string => `${namesBelow(namespace)}#${key}`;

/** Returns the namespace and the key of an item. */
export function parsedItemName(root: string, name: string): { readonly namespace: string[]; readonly key: string } {
  const end = name.indexOf('#');
  const labels = name.slice(0, end).split('/').slice(0, -1).map(decodeURIComponent);
  return { namespace: [root, ...labels], key: name.slice(end + 1) };
}
