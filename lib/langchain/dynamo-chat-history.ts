import { BaseListChatMessageHistory } from '@langchain/core/chat_history';
import {
  type BaseMessage,
  mapChatMessagesToStoredMessages,
  mapStoredMessagesToChatMessages,
  type StoredMessage,
} from '@langchain/core/messages';
import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import { SpaceLog, type SpaceLogOptions } from '../linker/space-log.ts';

/**
 * The messages of one chat, for LangChain. A chat has no limit of its size, because each call adds an entry.
 *
 * The messages of one call are added together or not at all. Several processes can add messages to one chat.
 *
 * @example
 * const history = new DynamoChatHistory(new DynamoSpaces(client, { tableName: 'agents' }), 'user-1');
 * await history.addUserMessage('Hello');
 * // PutItem { TableName: 'agents', Item: { space: { S: 'langchain/chat/user-1' }, name: { S: '0000000000000001' }, … } }
 */
export class DynamoChatHistory extends BaseListChatMessageHistory {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'DynamoChatHistory';
  lc_namespace: string[] = ['langchain', 'stores', 'message', 'annotable'];
  readonly #log: SpaceLog<StoredMessage>;

  /** @throws ConfigurationError `configuration.invalid` if the id or an option is not valid */
  constructor(spaces: DynamoSpaces, sessionId: string, options: SpaceLogOptions = {}) {
    super();
    this.#log = new SpaceLog(spaces.space(`langchain/chat/${sessionId}`), options);
  }

  /** Reads the messages in the order in which they were added. @param limit - most messages, the last ones */
  async getMessages(limit?: number): Promise<BaseMessage[]> {
    return mapStoredMessagesToChatMessages(await this.#log.read(limit));
  }

  addMessage(message: BaseMessage): Promise<void> {
    return this.addMessages([message]);
  }

  override addMessages(messages: BaseMessage[]): Promise<void> {
    return this.#log.append(mapChatMessagesToStoredMessages(messages));
  }

  override clear(): Promise<void> {
    return this.#log.clear();
  }
}
