import { InvalidItemError } from '../errors/invalid-item-error.ts';
import type { SendHook } from '../execution/send-hooks.ts';
import type { PutItemCommandOutput, StoredItem } from '../sdk-types.ts';
import { contextOf } from './context.ts';
import { entityOf } from './read-item.ts';
import type { WriteOptions } from './types.ts';
import { writeEntity } from './writes.ts';

/**
 * Puts an item as `put` of its repository does, and returns the item that it replaced, even an expired one. Undefined if
 * there was none, if it can't be read, or if the response was lost. The class has no unique values.
 */
export async function putReplacing<T extends object>(
  repository: object,
  item: object,
  options: WriteOptions<T>,
): Promise<T | undefined> {
  const context = contextOf(repository);
  let replaced: StoredItem | undefined;
  const hook: SendHook = {
    name: 'replaced',
    aroundSend: async ({ operation, input }, send) => {
      const put = operation === 'PutItem' ? { ...input, ReturnValues: 'ALL_OLD' } : undefined;
      const output: Partial<PutItemCommandOutput> = await send(put);
      replaced = output.Attributes;
      return output;
    },
  };
  const own = { ...context, executor: context.executor.joined({ hooks: [hook] }) };
  await writeEntity(own, 'put', { item, options });
  try {
    return replaced && ((await entityOf(context, replaced, { select: undefined })) as T);
  } catch (error) {
    if (error instanceof InvalidItemError) return undefined;
    throw error;
  }
}
