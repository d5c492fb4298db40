import { ConfigurationError } from '../errors/configuration-error.ts';
import type { FieldUses, PartFields } from './part-fields.ts';
import { type AnyRequest, type BatchWrite, isSameTable, type ReadKeys, type RequestPart } from './request-part.ts';
import { type SealedPlace, sealedItem, sealedPart } from './sealed-part.ts';

/** Operations with statements, whose values are not recognized. */
const statements: ReadonlySet<string> = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);

/** Encrypts the requests of a class or family. */
export class RequestSealer {
  readonly #fields: PartFields;
  readonly #place: SealedPlace;

  constructor(fields: PartFields, place: SealedPlace) {
    this.#fields = fields;
    this.#place = place;
  }

  /**
   * Returns a request with ciphertexts and hashes in place of the values of encrypted attributes.
   *
   * @throws ConfigurationError `configuration.invalid` for a statement of PartiQL
   */
  async sealed(input: AnyRequest): Promise<AnyRequest> {
    const { table, operation } = this.#place;
    if (statements.has(operation))
      throw new ConfigurationError(
        `${table}: ${operation} can't be sent by a class with encrypted attributes, because its values are in a statement; use another operation`,
      );
    const { TransactItems, RequestItems } = input;
    if (TransactItems !== undefined)
      return { ...input, TransactItems: await Promise.all(TransactItems.map((action) => this.#action(action))) };
    if (RequestItems !== undefined) return { ...input, RequestItems: await this.#batch(RequestItems) };
    return this.#part(input);
  }

  async #part<Part extends RequestPart>(part: Part): Promise<Part> {
    if (!isSameTable(part.TableName, this.#place.table)) return part;
    return this.#sealedPart(part, this.#fields.ofPart(part));
  }

  async #sealedPart<Part extends RequestPart>(part: Part, uses: FieldUses): Promise<Part> {
    return uses.size === 0 ? part : sealedPart(part, uses, this.#place);
  }

  async #action(action: Readonly<Record<string, RequestPart | undefined>>) {
    const parts = Object.entries(action).map(
      async ([name, part]) => [name, part === undefined ? part : await this.#part(part)] as const,
    );
    return Object.fromEntries(await Promise.all(parts));
  }

  async #batch(requests: NonNullable<AnyRequest['RequestItems']>) {
    const tables = Object.entries(requests).map(async ([table, request]) => {
      if (!isSameTable(table, this.#place.table)) return [table, request] as const;
      const sealed = Array.isArray(request)
        ? await Promise.all(request.map((write: BatchWrite) => this.#batchWrite(write)))
        : await this.#sealedPart(request as ReadKeys, this.#fields.all);
      return [table, sealed] as const;
    });
    return Object.fromEntries(await Promise.all(tables));
  }

  async #batchWrite(write: BatchWrite): Promise<BatchWrite> {
    if (write.PutRequest === undefined) return write;
    const { Item } = write.PutRequest;
    return { PutRequest: { Item: await sealedItem(Item, this.#fields.ofItem(Item)) } };
  }
}
