/**
 * A checkpointer and a long-term store of LangGraph in DynamoDB: the subpath `annotable/langgraph`.
 *
 * @module annotable/langgraph
 */
export { DynamoSaver, type DynamoSaverOptions } from './dynamo-saver.ts';
export { DynamoStore, type DynamoStoreOptions } from './dynamo-store.ts';
