import type { InvalidItemError } from '../errors/invalid-item-error.ts';
import { consumedUnits } from '../execution/consumed-units.ts';
import type { SendHook } from '../execution/send-hooks.ts';
import type { RepositoryContext } from '../repository/context.ts';
import { withBytes } from '../schema/kept.ts';
import type { StoredItem } from '../sdk-types.ts';
import { itemBytes } from '../values/item-size.ts';

interface Output {
  readonly Item?: StoredItem;
  readonly Items?: readonly StoredItem[];
  readonly Attributes?: StoredItem;
  readonly Responses?: Readonly<Record<string, readonly StoredItem[]>> | readonly Output[];
}

/** The stored items and the cost of one call, from its responses. */
export class CallRecord {
  /** The items of all responses, in order. */
  readonly items: StoredItem[] = [];
  /** The errors of items that were skipped, because they can't be read. */
  readonly invalid: InvalidItemError[] = [];
  /** Bytes of all items. */
  bytes = 0;
  readUnits = 0;
  writeUnits = 0;

  /** Returns the context of a repository for this call. */
  contextOf<T extends object>(context: RepositoryContext<T>): RepositoryContext<T> {
    const onInvalidItem = (error: InvalidItemError): void => void this.invalid.push(error);
    const executor = context.executor.joined({ hooks: [this.#hook] });
    return { ...context, executor, options: { ...context.options, onInvalidItem } };
  }

  #add(item: StoredItem): void {
    this.items.push(item);
    this.bytes += itemBytes(item);
  }

  readonly #hook: SendHook = {
    name: 'studio',
    aroundSend: async ({ operation, input }, send) => {
      const measured = { ...input, ReturnConsumedCapacity: 'TOTAL' };
      const output = await send(measured);
      const { readUnits, writeUnits } = consumedUnits(operation, measured, output);
      this.readUnits += readUnits;
      this.writeUnits += writeUnits;
      for (const item of itemsIn(output)) this.#add(withBytes({ M: item }).M as StoredItem);
      return output;
    },
  };
}

const itemsIn = ({ Item, Items = [], Attributes, Responses = [] }: Output): StoredItem[] => [
  ...Items,
  ...[Item ?? [], Attributes ?? []].flat(),
  ...Object.values(Responses).flatMap((each: Output | readonly StoredItem[]) =>
    Array.isArray(each) ? (each as readonly StoredItem[]) : itemsIn(each as Output),
  ),
];
