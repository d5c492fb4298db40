import { BaseDocumentLoader } from '@langchain/core/document_loaders/base';
import { Document, type DocumentInput } from '@langchain/core/documents';

/**
 * A document loader of LangChain that reads the items of a query, of an index, or of a scan.
 *
 * @example
 * const loader = new ResultsLoader(airports.query({ country: 'France' }, { index: 'byCountry' }), (airport) => ({
 *   id: airport.code,
 *   pageContent: airport.description,
 *   metadata: { name: airport.name },
 * }));
 * const documents = await loader.load();
 * // Query { IndexName: 'byCountry', KeyConditionExpression: '#0 = :1', … }, for each page
 */
export class ResultsLoader<Item> extends BaseDocumentLoader {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'ResultsLoader';
  readonly #items: AsyncIterable<Item>;
  readonly #toDocument: (item: Item) => DocumentInput;

  /**
   * @param items - results of a repository; each load reads them again
   * @param toDocument - returns the text, metadata, and id of an item
   */
  constructor(items: AsyncIterable<Item>, toDocument: (item: Item) => DocumentInput) {
    super();
    this.#items = items;
    this.#toDocument = toDocument;
  }

  /** Reads all documents into memory. */
  async load(): Promise<Document[]> {
    const documents: Document[] = [];
    for await (const document of this.lazyLoad()) documents.push(document);
    return documents;
  }

  /** Yields the documents one by one. Reads a page only when it is needed. */
  async *lazyLoad(): AsyncGenerator<Document, void, undefined> {
    for await (const item of this.#items) yield new Document(this.#toDocument(item));
  }
}
