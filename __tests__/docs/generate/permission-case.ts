import type { World } from './permission-world.ts';

/** One way to call a method, and the actions that it needs. */
export interface PermissionCase {
  /** Completes "also, if …". Undefined for the usual call. */
  readonly when?: string;
  /** Actions of IAM, without `dynamodb:`; of a case with `when`, those of the whole call. */
  readonly actions: readonly string[];
  /** Runs before the requests are recorded. @returns what `run` gets */
  readonly before?: (world: World) => Promise<unknown>;
  readonly run: (world: World, prepared: never) => Promise<unknown>;
}

/** A method with all its cases: the page shows what this list says, and a test runs it. */
export interface MethodPermissions {
  readonly method: string;
  readonly cases: readonly PermissionCase[];
}

type Run = (world: World) => Promise<unknown>;

export const usual = (
  method: string,
  actions: readonly string[],
  run: Run,
  ...more: readonly PermissionCase[]
): MethodPermissions => ({ method, cases: [{ actions, run }, ...more] });

/** A call of an item, or of another thing, that is there before the requests are recorded. */
export const prepared = <Key>(
  actions: readonly string[],
  before: (world: World) => Promise<Key>,
  run: (world: World, key: Key) => Promise<unknown>,
  when?: string,
): PermissionCase => ({ actions, before, run: run as PermissionCase['run'], ...(when !== undefined && { when }) });

/** A call that may end in an error: its requests count. */
export const refused = (call: Promise<unknown>): Promise<unknown> => call.catch(() => undefined);

export async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}
