import type { Executor } from '../execution/executor.ts';
import { RequestRecorder } from '../execution/request-recorder.ts';
import {
  assumedBytes,
  type CapacityUnits,
  type ItemSizes,
  readItems,
  readUnitsOf,
} from '../operations/request-units.ts';
import { warningsOfRead } from './explain-warnings.ts';
import type { ExplainedRead } from './explained-read.ts';
import { type Explanation, explanationOf } from './explanation.ts';

/**
 * Explains a query or scan, without sending its requests.
 *
 * @param pages - reads the pages through an executor
 */
export async function explainRead(
  read: ExplainedRead & { readonly limit: number | undefined },
  pages: (executor: Executor) => AsyncIterable<unknown>,
  sizes: ItemSizes,
): Promise<Explanation> {
  const { schema, kind, executor, isFollowed, isConsistent } = read;
  const recorder = new RequestRecorder();
  const requests = await recorder.record(async () => {
    for await (const _ of pages(recorder.executorOf(executor))) return;
  });
  const followed = (given: ItemSizes): CapacityUnits => {
    const items = requests.reduce((sum, { input }) => sum + readItems(input, given), 0);
    return { readUnits: readUnitsOf(items, assumedBytes(given), isConsistent), writeUnits: 0 };
  };
  const warnings = warningsOfRead(read, read.limit);
  return explanationOf({
    operation: kind,
    schema,
    requests,
    warnings,
    sizes,
    later: isFollowed ? followed : undefined,
  });
}
