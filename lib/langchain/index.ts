/**
 * LangChain stores that store their values in a linker: the subpath `annotable/langchain`.
 *
 * @module annotable/langchain
 */
export { LinkerByteStore } from './linker-byte-store.ts';
export { LinkerStore, type LinkerStoreOptions } from './linker-store.ts';
