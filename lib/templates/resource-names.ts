import { lowerFirst } from '../values/literals.ts';

/** Returns a name as words that begin with capital letters: `my-shop.orders` → `MyShopOrders`. */
export function pascalName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const text = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  return /^[A-Za-z]/.test(text) ? text : `Table${text}`;
}

/** Returns a name with a first letter in lower case: `my-shop.orders` → `myShopOrders`. */
export const camelName = (name: string): string => lowerFirst(pascalName(name));

/** Returns a name of lower case letters, digits, and underscores: `my-shop.orders` → `my_shop_orders`. */
export function snakeName(name: string): string {
  const text = name.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();
  return /^[a-z_]/.test(text) ? text : `table_${text}`;
}

/** Names resources. If two tables would have one name, the second one gets a number. */
export class ResourceNames {
  readonly #taken = new Set<string>();
  readonly #form: (name: string) => string;

  constructor(form: (name: string) => string) {
    this.#form = form;
  }

  of(name: string): string {
    const plain = this.#form(name);
    let unique = plain;
    for (let number = 2; this.#taken.has(unique); number++) unique = `${plain}${number}`;
    this.#taken.add(unique);
    return unique;
  }
}
