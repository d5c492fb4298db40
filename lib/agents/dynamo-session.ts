import type { DynamoSpaces } from '../linker/dynamo-spaces.ts';
import type { SpaceLogOptions } from '../linker/space-log.ts';
import { callReplacer, logChangeOf, type SessionMutationArgs, type SessionTransactionArgs } from './session-history.ts';
import { SessionLog } from './session-log.ts';

/**
 * A session of the OpenAI Agents SDK that keeps the items of a conversation in a space. It has the interfaces `Session`,
 * `SessionHistoryTransactionAwareSession`, and `SessionHistoryRewriteAwareSession`.
 *
 * The items of one call are added together or not at all. Several processes can add items to one session. A session has
 * no limit of its size; one call can add up to 128 MiB.
 *
 * @typeParam Item - `AgentInputItem` of `@openai/agents`
 * @example
 * const session = new DynamoSession<AgentInputItem>(new DynamoSpaces(client, { tableName: 'agents' }), 'user-1');
 * await run(agent, 'Hello', { session });
 * // Query { KeyConditionExpression: '#0 = :1 AND begins_with(#2, :3)', ScanIndexForward: false, … }
 * // PutItem { TableName: 'agents', Item: { space: { S: 'agents/session/user-1' }, name: { S: '0000000000000001' }, … } }
 */
export class DynamoSession<Item extends object> {
  /** A constant, because a minifier renames classes. */
  static readonly name: string = 'DynamoSession';
  readonly #id: string;
  readonly #log: SessionLog<Item>;

  /** @throws ConfigurationError `configuration.invalid` if the id or an option is not valid */
  constructor(spaces: DynamoSpaces, sessionId: string, options: SpaceLogOptions = {}) {
    this.#id = sessionId;
    this.#log = new SessionLog(spaces.space(`agents/session/${sessionId}`), options);
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

  /**
   * Adds items, or replaces the last items if they are the expected ones: all or nothing, and once for each
   * `operationId`. The SDK calls it if an output guardrail blocks the output of a run.
   *
   * @throws ConditionFailedError `condition.failed` if the last items are not the expected ones
   * @throws ConfigurationError `configuration.invalid` if `operationId` was used for another transaction
   * @throws ValidationError `item.invalid` if the arguments are not valid, or the items are of more than 98 calls
   * @example
   * await session.applyHistoryTransaction({ operationId: 'o1', transaction: { type: 'append_items', items } });
   * // TransactWriteItems { TransactItems: [{ Put: { the items } }, { Put: { the record of o1 } }] }
   */
  async applyHistoryTransaction(args: SessionTransactionArgs<Item>): Promise<void> {
    await this.#log.change(logChangeOf(args));
  }

  /**
   * Replaces function calls, all or nothing: the first one with a `callId` is replaced, and all others are removed.
   *
   * @throws ValidationError `item.invalid` if the calls are in more than 100 entries
   */
  async applyHistoryMutations(args: SessionMutationArgs<Item>): Promise<void> {
    if (args.mutations.length > 0) await this.#log.rewrite(() => callReplacer(args));
  }

  /**
   * Replaces all items by those of a compaction. The new items are added before the others are deleted, so that a history
   * is never lost: the SDK reads a history from its last compaction on.
   */
  replaceHistoryWithCompaction(items: Item[]): Promise<void> {
    return this.#log.replaceAll(items);
  }
}
