import type { SendHook } from '../execution/send-hooks.ts';
import type { PutItemCommandOutput, StoredItem } from '../sdk-types.ts';
import { contextOf } from './context.ts';
import type { WriteOptions } from './types.ts';
import { writeEntity } from './writes.ts';
import { readReplaced } from './written-item.ts';

/**
 * Puts an item as `put` of its repository does, and returns the item that it replaced, even an expired one. Undefined if
 * there was none, or if the response was lost. The class has no unique values.
 *
 * @throws InvalidItemError `item.unreadable`, with `written: true`, if the replaced item can't be read
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
      if (operation !== 'PutItem') return send();
      const output: Partial<PutItemCommandOutput> = await send({ ...input, ReturnValues: 'ALL_OLD' });
      replaced = output.Attributes;
      return output;
    },
  };
  const own = { ...context, executor: context.executor.joined({ hooks: [hook] }) };
  await writeEntity(own, 'put', { item, options });
  return replaced && ((await readReplaced(context, replaced)) as T);
}
