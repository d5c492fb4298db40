import { randomBytes } from 'node:crypto';
import type { Linker } from '../../linker/linker.ts';
import type { LinkerOptions } from '../../linker/linker-options.ts';
import type { LinkerWarning } from '../../linker/linker-warnings.ts';
import { type ContractNeed, type ContractTest, movedClock } from './contract-test.ts';

/** Creates a linker with these options and a store of its own. */
export type MakeLinker = (options: LinkerOptions) => Linker | Promise<Linker>;

/** The limits of a linker, if they differ from those of `DynamoLinker`. */
export interface LinkerLimits {
  /** Most bytes of an id, in each namespace. Default: 2,048, less the bytes that a namespace needs. */
  readonly maxIdBytes?: number | undefined;
}

/** What a test of a linker works with. */
export interface LinkerSubject extends LinkerLimits {
  readonly time: { now: number };
  /** Warnings of the linkers of this test. */
  readonly warnings: LinkerWarning[];
  fresh(options?: LinkerOptions): Promise<Linker>;
}

/** A test of a linker. */
export interface LinkerCase {
  readonly name: string;
  readonly needs?: readonly ContractNeed[];
  readonly body: (subject: LinkerSubject) => Promise<void>;
}

/** Returns the test of a case. It drops the stores of its linkers at its end. */
export const linkerTest = (
  { name, needs = [], body }: LinkerCase,
  make: MakeLinker,
  limits: LinkerLimits,
): ContractTest => ({
  name,
  needs,
  async run() {
    const { time, warnings, linkers } = {
      time: movedClock(),
      warnings: [] as LinkerWarning[],
      linkers: [] as Linker[],
    };
    const onWarning = (warning: LinkerWarning): void => void warnings.push(warning);
    const fresh = async (options: LinkerOptions = {}): Promise<Linker> => {
      const linker = await make({ allowMultipleInstances: true, clock: time.clock, onWarning, ...options });
      linkers.push(linker);
      return linker;
    };
    try {
      await withoutWarnings(() => body({ ...limits, time, warnings, fresh }));
    } finally {
      for (const linker of linkers) await linker.dropTable().catch(() => undefined);
    }
  },
});

/** Keeps the warnings of a test out of the output of the test runner. */
async function withoutWarnings(work: () => Promise<void>): Promise<void> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    await work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Returns a text of about this length that can't be compressed. */
export const noise = (bytes: number): string => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');

/** Returns ids or entries in order. */
export async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found.sort();
}
