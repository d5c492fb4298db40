import { randomUUID } from 'node:crypto';
import { Document, type DocumentInterface } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { maximalMarginalRelevance } from '@langchain/core/utils/math';
import { type MaxMarginalRelevanceSearchOptions, VectorStore } from '@langchain/core/vectorstores';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { anything, type CheckOptions, filledText, optionRules } from '../errors/option-rules.ts';
import type { AnyRepository } from '../repository/any-repository.ts';

/** A repository whose class has a vector index. */
export type VectorRepository<T extends object> = AnyRepository & { readonly '~types'?: { readonly item: T } };

/** Options of a `RepositoryVectorStore`. */
export interface RepositoryVectorStoreOptions<T extends object> {
  /** The items are documents. The key of their class is one attribute of type string, the id. */
  readonly repository: VectorRepository<T>;
  /** The name of the vector index. */
  readonly index: string;
  /** The property with the text of a document. The other properties are its metadata. */
  readonly text: keyof T & string;
}

const checkStore: CheckOptions = optionRules<RepositoryVectorStoreOptions<object>>({
  repository: anything,
  index: filledText,
  text: filledText,
});

type Item = Readonly<Record<string, unknown>>;

/** The methods of a repository that the store calls. */
interface Items {
  search(
    vector: readonly number[],
    options: { readonly index: string; readonly where?: object | undefined; readonly limit: number },
  ): Promise<readonly { readonly item: Item; readonly score: number }[]>;
  getMany(ids: readonly string[]): Promise<(Item | undefined)[]>;
  putMany(items: readonly Item[]): Promise<void>;
  deleteMany(ids: readonly string[]): Promise<void>;
}

/** Default number of hits from which `maxMarginalRelevanceSearch` chooses. */
const defaultFetch = 20;

/**
 * A vector store of LangChain whose documents are the items of a repository with a vector index.
 *
 * The metadata of a document are the other attributes of its item, so the class declares them. A filter has values of the
 * partition key and the filters of the index. Scores are those of DynamoDB: for cosine, 0 is the nearest. A search returns
 * at most 100 documents.
 *
 * @example
 * const store = new RepositoryVectorStore(embeddings, { repository: passages, index: 'byMeaning', text: 'text' });
 * await store.addDocuments([new Document({ id: 'p1', pageContent: 'Paris is …', metadata: { tenant: 't1' } })]);
 * // BatchWriteItem { RequestItems: { passages: [ … ] } }
 * await store.similaritySearch('capital of France', 4, { tenant: 't1' });
 * // SearchVectors { IndexName: 'byMeaning', SearchVector: [ … ], TopK: 4, SearchConditionExpression: '#0 = :1', … }
 */
export class RepositoryVectorStore<T extends object> extends VectorStore {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'RepositoryVectorStore';
  declare FilterType: Partial<T>;
  readonly #items: Items;
  readonly #index: string;
  readonly #properties: { readonly id: string; readonly text: string; readonly vector: string };

  /**
   * @throws ConfigurationError `configuration.invalid` if an option is not valid, the class has no such vector index or
   *   no such property, or its key is not one attribute
   */
  constructor(embeddings: EmbeddingsInterface, options: RepositoryVectorStoreOptions<T>) {
    super(embeddings, options);
    checkStore(options, new.target.name, 'constructor');
    const { repository, index, text } = options;
    this.#items = repository as unknown as Items;
    this.#index = index;
    this.#properties = propertiesOf(repository, index, text);
  }

  /** Creates a store, and adds texts. @param metadatas - one for each text, or one for all */
  static override fromTexts<T extends object>(
    texts: string[],
    metadatas: object[] | object,
    embeddings: EmbeddingsInterface,
    options: RepositoryVectorStoreOptions<T>,
  ): Promise<RepositoryVectorStore<T>> {
    const documents = texts.map((pageContent, at) => {
      return new Document({ pageContent, metadata: Array.isArray(metadatas) ? metadatas[at] : metadatas });
    });
    return RepositoryVectorStore.fromDocuments(documents, embeddings, options);
  }

  /** Creates a store, and adds documents. */
  static override async fromDocuments<T extends object>(
    documents: DocumentInterface[],
    embeddings: EmbeddingsInterface,
    options: RepositoryVectorStoreOptions<T>,
  ): Promise<RepositoryVectorStore<T>> {
    const store = new RepositoryVectorStore(embeddings, options);
    await store.addDocuments(documents);
    return store;
  }

  _vectorstoreType(): string {
    return 'annotable';
  }

  async addDocuments(
    documents: DocumentInterface[],
    options?: { readonly ids?: readonly string[] },
  ): Promise<string[]> {
    const vectors = await this.embeddings.embedDocuments(documents.map(({ pageContent }) => pageContent));
    return this.addVectors(vectors, documents, options);
  }

  /** Puts documents with their vectors. @returns their ids: those of the options, of the documents, or new UUIDs */
  async addVectors(
    vectors: number[][],
    documents: DocumentInterface[],
    options: { readonly ids?: readonly string[] } = {},
  ): Promise<string[]> {
    const { id, text, vector } = this.#properties;
    const ids = documents.map((document, at) => options.ids?.[at] ?? document.id ?? randomUUID());
    const items = documents.map(({ pageContent, metadata }, at): Item => {
      return { ...metadata, [id]: ids[at], [text]: pageContent, [vector]: vectors[at] };
    });
    await this.#items.putMany(items);
    return ids;
  }

  override async delete({ ids = [] }: { readonly ids?: readonly string[] } = {}): Promise<void> {
    await this.#items.deleteMany(ids);
  }

  /** Returns the nearest documents with their scores, the nearest first. @param k - 1 to 100 */
  async similaritySearchVectorWithScore(
    query: number[],
    k: number,
    filter?: Partial<T>,
  ): Promise<[Document, number][]> {
    const hits = await this.#items.search(query, { index: this.#index, limit: k, ...(filter && { where: filter }) });
    return hits.map(({ item, score }) => [this.#document(item), score]);
  }

  /** Chooses documents that are near to the query, and differ from each other. */
  override async maxMarginalRelevanceSearch(
    query: string,
    { k, fetchK = defaultFetch, lambda, filter }: MaxMarginalRelevanceSearchOptions<Partial<T>>,
  ): Promise<Document[]> {
    const { id, vector } = this.#properties;
    const embedded = await this.embeddings.embedQuery(query);
    const hits = await this.similaritySearchVectorWithScore(embedded, fetchK, filter);
    // A search returns no vectors.
    const items = await this.#items.getMany(hits.map(([document]) => document.id as string));
    const found = items.filter((item) => item?.[vector] !== undefined) as Item[];
    const vectors = found.map((item) => [...(item[vector] as Float32Array)]);
    const chosen = maximalMarginalRelevance(embedded, vectors, lambda, k);
    const documents = new Map(hits.map(([document]) => [document.id, document]));
    return chosen.flatMap((at) => documents.get(found[at]?.[id] as string) ?? []);
  }

  #document(item: Item): Document {
    const { id, text, vector } = this.#properties;
    const { [id]: found, [text]: pageContent, [vector]: _, ...metadata } = item;
    return new Document({ id: found as string, pageContent: pageContent as string, metadata });
  }
}

function propertiesOf(repository: AnyRepository, index: string, text: string) {
  const { name, key, vectorIndexes } = repository.schema;
  const found = vectorIndexes[index];
  if (found === undefined)
    throw new ConfigurationError(`${name} declares no vector index '${index}'; add @VectorIndex to it`);
  const [first, ...more] = key.attributes;
  if (first?.kind !== 'S' || more.length > 0)
    throw new ConfigurationError(
      `the key of ${name} must be one attribute of type string, because LangChain knows a document by its id`,
    );
  return { id: first.property, text, vector: found.vector.property };
}
