import type { IndexConfig, Item, PutOperation, SearchItem } from '@langchain/langgraph-checkpoint';
import { textsAtPath } from './text-at-path.ts';

/** The vectors of an item, each as the base64 text of 32-bit floats. */
export type StoredVectors = readonly string[];

/** An item that a search can return, with its vectors. */
export interface Candidate {
  readonly item: Item;
  readonly vectors: StoredVectors;
}

/** Embeds the items of a store, and ranks them by their similarity to a query. */
export class MemoryIndex {
  readonly #config: IndexConfig;

  constructor(config: IndexConfig) {
    this.#config = config;
  }

  /** Returns the vectors of the new values of items, in order. Embeds each text once. */
  async vectorsOf(puts: readonly PutOperation[]): Promise<StoredVectors[]> {
    const { fields = ['$'], embeddings } = this.#config;
    const texts = puts.map(({ value, index = fields }) =>
      value === null || index === false ? [] : index.flatMap((path) => textsAtPath(value, path)),
    );
    const distinct = [...new Set(texts.flat())];
    if (distinct.length === 0) return texts.map(() => []);
    const embedded = await embeddings.embedDocuments(distinct);
    const stored = new Map(distinct.map((text, at) => [text, encoded(embedded[at] ?? [])]));
    return texts.map((own) => own.flatMap((text) => stored.get(text) ?? []));
  }

  /** Ranks items by the cosine of their best vector. Items without vectors come last, if there is room. */
  async ranked(
    candidates: readonly Candidate[],
    { query, limit, offset }: { readonly query: string; readonly limit: number; readonly offset: number },
  ): Promise<SearchItem[]> {
    const vector = await this.#config.embeddings.embedQuery(query);
    const scored = candidates.flatMap(({ item, vectors }) => {
      const scores = vectors.map((stored) => cosine(vector, decoded(stored)));
      return scores.length === 0 ? [] : { ...item, score: Math.max(...scores) };
    });
    const best = scored.sort((a, b) => b.score - a.score).slice(offset, offset + limit);
    const others = candidates.filter(({ vectors }) => vectors.length === 0).map(({ item }) => item);
    return [...best, ...others.slice(0, limit - best.length)];
  }
}

const encoded = (vector: readonly number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');

const decoded = (text: string): Float32Array => new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer);

function cosine(a: readonly number[], b: Float32Array): number {
  let [dot, lengthA, lengthB] = [0, 0, 0];
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    dot += value * other;
    lengthA += value * value;
    lengthB += other * other;
  }
  return lengthA === 0 || lengthB === 0 ? 0 : dot / Math.sqrt(lengthA * lengthB);
}
