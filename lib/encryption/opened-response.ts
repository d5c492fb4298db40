import type { StoredItem } from '../sdk-types.ts';
import type { FieldUses, PartFields } from './part-fields.ts';
import { type AnyRequest, type AnyResponse, isSameTable, type RequestPart } from './request-part.ts';

/**
 * Returns an item with the values of its encrypted attributes. A value that can't be decrypted is marked with the
 * reason.
 *
 * @param key - the key attributes, if the item lacks them
 */
export async function openedItem(item: StoredItem, uses: FieldUses, key: StoredItem = {}): Promise<StoredItem> {
  const whole = { ...key, ...item };
  const opened: StoredItem = { ...item };
  for (const [name, { field, isHash }] of uses) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined) continue;
    if (isHash) field.noteHash(value);
    else opened[name] = await field.opened(value, whole);
  }
  return opened;
}

/** Decrypts the responses of a class or family. */
export class ResponseOpener {
  readonly #fields: PartFields;
  readonly #table: string;

  constructor(fields: PartFields, table: string) {
    this.#fields = fields;
    this.#table = table;
  }

  /** Returns the response of a request with the values of encrypted attributes. */
  async opened(request: AnyRequest, output: AnyResponse): Promise<AnyResponse> {
    const { Responses } = output;
    if (Responses === undefined) return this.#one(request, output);
    if (isList(Responses)) {
      const parts = partsIn(request);
      return {
        ...output,
        Responses: await Promise.all(Responses.map((one, index) => this.#one(parts[index] ?? {}, one))),
      };
    }
    const tables = Object.entries(Responses).map(async ([table, items]) => {
      const own = isSameTable(table, this.#table);
      return [table, own ? await this.#all(items) : items] as const;
    });
    return { ...output, Responses: Object.fromEntries(await Promise.all(tables)) };
  }

  /** Decrypts the items in the error of a refused write. They are not enumerable, so that no log prints them. */
  async openError(request: AnyRequest, error: unknown): Promise<void> {
    if (!(error instanceof Error)) return;
    const { Item, CancellationReasons } = error as Error & RefusedItems;
    if (Item !== undefined) hide(error, await this.#item(request, Item));
    const parts = partsIn(request);
    for (const [index, reason] of (CancellationReasons ?? []).entries())
      if (reason.Item !== undefined) hide(reason, await this.#item(parts[index] ?? {}, reason.Item));
  }

  async #one(part: RequestPart, output: AnyResponse): Promise<AnyResponse> {
    const { Item, Items, Attributes, SearchResults } = output;
    return {
      ...output,
      ...(Item !== undefined && { Item: await this.#item(part, Item) }),
      ...(Items !== undefined && { Items: await this.#all(Items) }),
      ...(SearchResults !== undefined && {
        SearchResults: await Promise.all(SearchResults.map((each) => this.#one(part, each))),
      }),
      ...(Attributes !== undefined && { Attributes: await this.#item(part, Attributes) }),
    };
  }

  async #item(part: RequestPart, item: StoredItem): Promise<StoredItem> {
    if (!isSameTable(part.TableName, this.#table)) return item;
    const whole = { ...(part.Key ?? part.Item), ...item };
    return openedItem(item, this.#fields.ofItem(whole), part.Key ?? part.Item);
  }

  #all(items: readonly StoredItem[]): Promise<StoredItem[]> {
    return Promise.all(items.map((item) => openedItem(item, this.#fields.ofItem(item))));
  }
}

interface RefusedItems {
  readonly Item?: StoredItem | undefined;
  readonly CancellationReasons?: readonly { readonly Item?: StoredItem | undefined }[] | undefined;
}

const isList = (responses: NonNullable<AnyResponse['Responses']>): responses is readonly AnyResponse[] =>
  Array.isArray(responses);

/** The actions of a transaction, in order. */
const partsIn = ({ TransactItems = [] }: AnyRequest): RequestPart[] =>
  TransactItems.map((action) => Object.values(action).find((part) => part !== undefined) ?? {});

const hide = (holder: object, value: StoredItem): void => {
  Object.defineProperty(holder, 'Item', { value, enumerable: false, configurable: true, writable: true });
};
