import { ValidationError } from '../errors/validation-error.ts';
import type { LogChange } from './log-change.ts';

/** A change of the history that `applyHistoryTransaction` does once. */
export interface SessionTransactionArgs<Item> {
  /** Stays the same if the change is repeated. */
  readonly operationId: string;
  readonly transaction:
    | { readonly type: 'append_items'; readonly items: readonly Item[] }
    | {
        readonly type: 'replace_suffix';
        readonly expectedSuffix: readonly Item[];
        readonly replacement: readonly Item[];
      };
}

/** Changes of function calls in the history, for `applyHistoryMutations`. */
export interface SessionMutationArgs<Item> {
  readonly mutations: readonly {
    readonly type: 'replace_function_call';
    readonly callId: string;
    readonly replacement: Item;
  }[];
}

/**
 * Returns the change of a log that a transaction describes.
 *
 * @throws ValidationError `item.invalid` if it is not such a transaction
 */
export function logChangeOf<Item>({ operationId, transaction }: SessionTransactionArgs<Item>): LogChange<Item> {
  switch (transaction?.type) {
    case 'append_items':
      return { id: operationId, values: listOf('items', transaction.items) };
    case 'replace_suffix':
      return {
        id: operationId,
        replaces: listOf('expectedSuffix', transaction.expectedSuffix),
        values: listOf('replacement', transaction.replacement),
      };
    default:
      throw refusal('transaction.type', "must be 'append_items' or 'replace_suffix'");
  }
}

/** Returns a function that replaces the first call with an id, and removes all others with it. */
export function callReplacer<Item extends object>({
  mutations,
}: SessionMutationArgs<Item>): (item: Item) => readonly Item[] {
  const isReplaced = new Set<number>();
  return (item) => {
    let items: readonly Item[] = [item];
    for (const [at, { callId, replacement }] of mutations.entries())
      items = items.flatMap((each) => {
        if (!isCall(each, callId)) return each;
        if (isReplaced.has(at)) return [];
        isReplaced.add(at);
        return replacement;
      });
    return items;
  };
}

function isCall(item: object, id: string): boolean {
  const { type, callId } = item as { readonly type?: unknown; readonly callId?: unknown };
  return type === 'function_call' && callId === id;
}

function listOf<Item>(path: string, items: readonly Item[]): readonly Item[] {
  if (Array.isArray(items)) return items;
  throw refusal(`transaction.${path}`, 'must be an array');
}

const refusal = (path: string, message: string): ValidationError =>
  new ValidationError({ table: 'DynamoSession' }, [{ path, message }]);
