/**
 * Classes of LangChain that store their values in a linker, in spaces, or in a repository: the subpath
 * `annotable/langchain`.
 *
 * @module annotable/langchain
 */
export { DynamoChatHistory } from './dynamo-chat-history.ts';
export { DynamoRecordManager } from './dynamo-record-manager.ts';
export { LinkerByteStore } from './linker-byte-store.ts';
export { LinkerStore, type LinkerStoreOptions } from './linker-store.ts';
export {
  RepositoryVectorStore,
  type RepositoryVectorStoreOptions,
  type VectorRepository,
} from './repository-vector-store.ts';
export { ResultsLoader } from './results-loader.ts';
