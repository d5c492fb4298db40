import type { PolicyMethod } from '../../lib/templates/index.ts';
import type { PolicyWorld } from './policy-world.ts';

/** A call of a method. `before` is not recorded. */
export interface PolicyCase {
  readonly method: PolicyMethod;
  readonly title: string;
  readonly before?: (world: PolicyWorld) => Promise<number>;
  readonly run: (world: PolicyWorld, id: number) => Promise<unknown>;
  /** Another writer, before the engine receives a request: the first one of its operation, or a later one. */
  readonly interferes?: {
    /** Default `'UpdateItem'`. */
    readonly operation?: string;
    readonly at: number;
    readonly write: (world: PolicyWorld, id: number) => Promise<unknown>;
  };
}

export const of = (
  method: PolicyMethod,
  title: string,
  run: PolicyCase['run'],
  before?: PolicyCase['before'],
): PolicyCase => ({ method, title, run, ...(before && { before }) });
