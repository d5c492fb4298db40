import type { LinkerWarning } from './linker-warnings.ts';

/** Options of all linkers. */
export interface LinkerOptions {
  /** Receives warnings about ids without a document and null documents, besides `process.emitWarning`. */
  readonly onWarning?: ((warning: LinkerWarning) => void) | undefined;
  /** True to throw `ItemNotFoundError` if an id has no document. Default: false. */
  readonly strict?: boolean | undefined;
  /** Separates the documents from those of other namespaces in the same store. Default: '', the default namespace. */
  readonly namespace?: string | undefined;
  /** True to create a linker in addition to the one of the process. Default: false. */
  readonly allowMultipleInstances?: boolean | undefined;
  /** Returns milliseconds since 1970, for the expiry of documents. Default: `Date.now`. */
  readonly clock?: (() => number) | undefined;
}
