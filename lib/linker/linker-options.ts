import type { LinkerWarning } from './linker-warnings.ts';

/** How every linker behaves. */
export interface LinkerOptions {
  /** Told of ids without a document and of null documents, besides `process.emitWarning`. */
  readonly onWarning?: ((warning: LinkerWarning) => void) | undefined;
  /** True to throw `ItemNotFoundError` where an id has no document; default false. */
  readonly strict?: boolean | undefined;
  /** Keeps documents apart from those of other namespaces in the same store; '' by default, the store's own. */
  readonly namespace?: string | undefined;
  /** True to make a linker besides the one that the process holds; default false. */
  readonly allowMultipleInstances?: boolean | undefined;
  /** Milliseconds since 1970, for documents that end; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
}
