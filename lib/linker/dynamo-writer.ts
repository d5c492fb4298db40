import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { writeTransaction } from '../repository/write-transaction.ts';
import { beginWrite } from './begun-write.ts';
import { isSmall } from './document-forms.ts';
import type { Link } from './link.ts';
import type { Expected, NewDocument } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { type LastStep, raceToWrite } from './write-race.ts';

type Documents = ReadonlyMap<string, NewDocument>;

/** Writes a linker's documents into its table. Documents are by id. */
export class DynamoWriter {
  readonly #table: LinkTable;

  constructor(table: LinkTable) {
    this.#table = table;
  }

  /** Puts a document where what is there is what is expected; true where it did. */
  replace(id: string, document: NewDocument, expected: Expected | undefined, options: CallOptions): Promise<boolean> {
    const write = { key: this.#table.keys.document(id), document, expected };
    const finish = async ([step]: readonly LastStep[]): Promise<void> => {
      if (step !== undefined) await this.#table.links.put(step.link, { ...options, if: step.condition });
    };
    return raceToWrite(this.#table, [write], finish, options);
  }

  /** Puts all documents or none. */
  async together(documents: Documents, options: CallOptions): Promise<void> {
    const writes = [...documents].map(([id, document]) => ({ key: this.#table.keys.document(id), document }));
    const finish = async (steps: readonly LastStep[]): Promise<void> => {
      const transaction = writeTransaction();
      for (const { link, condition } of steps) transaction.put(this.#table.links, link, { if: condition });
      await transaction.commit(options);
    };
    await raceToWrite(this.#table, writes, finish, options);
  }

  /**
   * Puts documents, as many as it can.
   *
   * @throws UnprocessedItemsError `batch.unprocessed`, with the ids that are left
   */
  async each(documents: Documents, options: CallOptions): Promise<void> {
    const small = new Map([...documents].filter(([, { text }]) => isSmall(text)));
    const large = new Map([...documents].filter(([id]) => !small.has(id)));
    const left: string[] = [];
    let cause: unknown;
    const attempt = async (ids: Iterable<string>, write: () => Promise<unknown>): Promise<void> => {
      try {
        await write();
      } catch (error) {
        cause ??= error;
        left.push(...(error instanceof UnprocessedItemsError ? this.#idsOf(error.unprocessed) : ids));
      }
    };
    await attempt(small.keys(), () => this.#small(small, options));
    for (const [id, document] of large) await attempt([id], () => this.replace(id, document, undefined, options));
    if (left.length === 0) return;
    if (left.length === documents.size && !(cause instanceof UnprocessedItemsError)) throw cause;
    throw new UnprocessedItemsError(this.#table.links.table.name, left, documents.size, cause);
  }

  #idsOf(links: readonly unknown[]): string[] {
    return (links as readonly Link[]).flatMap(({ id }) => this.#table.keys.idOf(id) ?? []);
  }

  async #small(documents: Documents, options: CallOptions): Promise<void> {
    const { keys, links } = this.#table;
    const begun = await Promise.all(
      [...documents].map(([id, document]) => beginWrite(this.#table, keys.document(id), document, options)),
    );
    const [first, ...more] = begun.map(({ link }) => link);
    if (first !== undefined && more.length === 0) return this.#alone(first, options);
    const before = await this.#table.heads(
      begun.map(({ link }) => link.id),
      options,
    );
    await links.putMany(
      begun.map(({ link }) => link),
      options,
    );
    await this.#table.discard(before.values(), options);
  }

  /** One document in one request, which also gives the one that it replaces. */
  async #alone(link: Link, options: CallOptions): Promise<void> {
    const { Attributes } = await this.#table.links.raw(
      'PutItem',
      ({ item }) => ({ Item: item(link), ReturnValues: 'ALL_OLD' }),
      options,
    );
    await this.#table.discard([Attributes], options);
  }
}
