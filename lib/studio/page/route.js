// The address of the page: `#/Order/items?query=…&item=…`. A reload and the back button keep the place.

/**
 * A place of the page.
 *
 * @typedef {object} Route
 * @property {string | undefined} model - undefined before a model is chosen
 * @property {string | undefined} view - undefined for the first view of the model
 * @property {Readonly<Record<string, string>>} params
 */

/** @returns {Route} */
export function currentRoute() {
  const [path = '', search = ''] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [model, view] = path.split('/').map(decode);
  return {
    model: model || undefined,
    view: view || undefined,
    params: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns the address of a place.
 *
 * @param {string} model
 * @param {string} [view]
 * @param {Readonly<Record<string, string | undefined>>} [params] - `undefined` is left out
 */
export function hashOf(model, view, params = {}) {
  const known = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const search = new URLSearchParams(known).toString();
  const path = [model, ...(view === undefined ? [] : [view])].map(encodeURIComponent).join('/');
  return `#/${path}${search && `?${search}`}`;
}

/**
 * Returns the address of the current place with other parameters.
 *
 * @param {Readonly<Record<string, string | undefined>>} params
 */
export function hashWith(params) {
  const { model = '', view, params: current } = currentRoute();
  return hashOf(model, view, { ...current, ...params });
}

/**
 * Returns the parameter that opens an item beside the current place.
 *
 * @param {string} model
 * @param {unknown} key
 */
export const itemParam = (model, key) => JSON.stringify({ model, key });

/**
 * Returns a parameter that holds JSON. Undefined if it is absent or damaged.
 *
 * @param {string | undefined} text
 * @returns {any}
 */
export function jsonParam(text) {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns the place without the item that is open beside it, for comparisons.
 *
 * @param {string} model
 * @param {string} view
 * @param {Readonly<Record<string, string>>} params
 */
export function placeOf(model, view, { item: _item, doc: _doc, ...params }) {
  return JSON.stringify([model, view, params]);
}
