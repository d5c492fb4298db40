import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import { SpaceLog, type SpaceLogOptions } from '../linker/space-log.ts';

/**
 * A session of the OpenAI Agents SDK that keeps the items of a conversation in a space. It has the interface `Session`.
 *
 * The items of one call are added together or not at all. Several processes can add items to one session. A session has
 * no limit of its size; one call can add up to 128 MiB.
 *
 * @typeParam Item - `AgentInputItem` of `@openai/agents`
 * @example
 * const session = new DynamoSession<AgentInputItem>(new DynamoSpaces(client, { tableName: 'agents' }), 'user-1');
 * await run(agent, 'Hello', { session });
 * // Query { KeyConditionExpression: '#0 = :1', ScanIndexForward: false, … }
 * // PutItem { TableName: 'agents', Item: { space: { S: 'agents/session/user-1' }, name: { S: '0000000000000001' }, … } }
 */
export class DynamoSession<Item extends object> {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'DynamoSession';
  readonly #id: string;
  readonly #log: SpaceLog<Item>;

  /** @throws ConfigurationError `configuration.invalid` if the id or an option is not valid */
  constructor(spaces: DynamoSpaces, sessionId: string, options: SpaceLogOptions = {}) {
    this.#id = sessionId;
    this.#log = new SpaceLog(spaces.space(`agents/session/${sessionId}`), options);
  }

  async getSessionId(): Promise<string> {
    return this.#id;
  }

  /** Reads the items in the order in which they were added. @param limit - most items, the last ones; default: all */
  getItems(limit?: number): Promise<Item[]> {
    return this.#log.read(limit);
  }

  addItems(items: Item[]): Promise<void> {
    return this.#log.append(items);
  }

  /** Removes and returns the last item. Undefined if there is none. */
  popItem(): Promise<Item | undefined> {
    return this.#log.pop();
  }

  clearSession(): Promise<void> {
    return this.#log.clear();
  }
}
