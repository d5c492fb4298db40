import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { OutcomeUnknownError } from '../errors/outcome-errors.ts';
import { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
import type { CallOptions } from '../execution/executor.ts';
import { writeTransaction } from '../repository/write-transaction.ts';
import { checkAtomic } from './atomic-bounds.ts';
import { expectedState, type LastStep, writeContended } from './contended-write.ts';
import { documentForm, isSmall } from './document-forms.ts';
import type { Expected, ExpectedContent, NewContent } from './link-store.ts';
import type { LinkTable } from './link-table.ts';
import { isUnconfirmed, unfinished } from './partial-failure.ts';
import type { Row } from './row.ts';
import { type FormedDocument, rowOf } from './staged-write.ts';

/** Documents by id. */
type Documents = ReadonlyMap<string, NewContent>;

/** Writes a linker's documents into its table. */
export class DynamoWriter {
  readonly #table: LinkTable;

  constructor(table: LinkTable) {
    this.#table = table;
  }

  /**
   * Puts a document if the stored state is the expected one. Any state if `expected` is undefined.
   *
   * @returns true if it was put
   */
  async replace(
    id: string,
    document: NewContent,
    expected: Expected | undefined,
    options: CallOptions,
  ): Promise<boolean> {
    const formed = await this.#formed(id, document);
    if (formed.form.parts.length === 0) return this.#putWhole(rowOf(formed), expected, options);
    const write = { ...formed, expected };
    const finish = async ([step]: readonly LastStep[]): Promise<void> => {
      if (step !== undefined) await this.#table.rows.put(step.row, { ...options, if: step.condition });
    };
    return writeContended(this.#table, [write], finish, options);
  }

  /**
   * Puts all documents or none in one transaction. The linker has checked their number.
   *
   * @returns false if the stored state of one is not the expected one
   * @throws ValidationError `item.invalid` if they exceed 4 MB; nothing is sent
   */
  async together(
    documents: ReadonlyMap<string, NewContent & Partial<ExpectedContent>>,
    options: CallOptions,
  ): Promise<boolean> {
    const formed = await Promise.all(
      [...documents].map(async ([id, document]) => ({
        ...(await this.#formed(id, document)),
        expected: document.expected,
      })),
    );
    this.#checkBytes(formed);
    const finish = async (steps: readonly LastStep[]): Promise<void> => {
      const transaction = writeTransaction();
      for (const { row, condition } of steps) this.#table.rows.putIn(transaction, row, { if: condition });
      await transaction.commit(options);
    };
    return writeContended(this.#table, formed, finish, options);
  }

  /**
   * Puts as many documents as possible.
   *
   * @throws UnprocessedItemsError `batch.unprocessed` if only some documents were put, with the ids of the others
   */
  async each(documents: Documents, options: CallOptions): Promise<void> {
    const small = [...documents].filter(([, { text }]) => isSmall(text));
    const large = [...documents].filter(([, { text }]) => !isSmall(text));
    const left: string[] = [];
    let cause: unknown;
    let maybe: 'written' | undefined;
    const attempt = async (ids: readonly string[], write: () => Promise<unknown>): Promise<void> => {
      try {
        await write();
      } catch (error) {
        cause ??= error;
        if (isUnconfirmed(error, options)) maybe = 'written';
        // Only the batch of small documents names the unprocessed ones.
        const isPart = error instanceof UnprocessedItemsError && ids.length > 1;
        left.push(...(isPart ? this.#idsOf(error.unprocessed) : ids));
      }
    };
    const smallIds = small.map(([id]) => id);
    await attempt(smallIds, () => this.#putSmall(small, options));
    for (const [id, document] of large) await attempt([id], () => this.replace(id, document, undefined, options));
    if (left.length > 0) throw unfinished(this.#table.rows.table.name, left, documents.size, cause, maybe);
  }

  async #formed(id: string, { text, expiresAt }: NewContent): Promise<FormedDocument> {
    const form = await documentForm(text, this.#table.settings.native);
    return { key: this.#table.keys.document(id), form, expiresAt };
  }

  #checkBytes(formed: readonly FormedDocument[]): void {
    const bytes = formed.reduce((sum, { form: { fields } }) => sum + formBytes(fields), 0);
    checkAtomic(this.#table.rows.table.name, 'documents', formed.length, bytes);
  }

  #idsOf(keys: readonly unknown[]): string[] {
    return (keys as readonly string[]).flatMap((key) => this.#table.keys.idOf(key) ?? []);
  }

  async #putSmall(documents: readonly [string, NewContent][], options: CallOptions): Promise<void> {
    const { rows } = this.#table;
    const formed = await Promise.all(documents.map(([id, document]) => this.#formed(id, document)));
    const [first, ...more] = formed.map(rowOf);
    if (first === undefined) return;
    if (more.length === 0) {
      await this.#putWhole(first, undefined, options);
      return;
    }
    const before = await this.#table.heads(
      formed.map(({ key }) => key),
      options,
    );
    await rows.putMany([first, ...more], options);
    await this.#table.discard(before.values());
  }

  /** Puts a document without parts in one request, whose response contains the replaced document. True if it was put. */
  async #putWhole(row: Row, expected: Expected | undefined, options: CallOptions): Promise<boolean> {
    const condition = expected && expectedState(expected);
    try {
      await this.#table.discard([await this.#table.rows.put(row, { ...options, if: condition })]);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailedError) return false;
      if (isOwn(row, error)) return true;
      throw error;
    }
  }
}

/** True if a retry of a put was refused because its first attempt, whose response was lost, had put the row. */
const isOwn = ({ revision }: Row, error: unknown): boolean =>
  error instanceof OutcomeUnknownError && (error.item as Partial<Row> | undefined)?.revision === revision;

/** Returns the approximate bytes of a document in its own item. */
const formBytes = ({ data, content, bytes, document }: FormedDocument['form']['fields']): number =>
  Buffer.byteLength(data ?? content ?? bytes ?? JSON.stringify(document ?? null));
