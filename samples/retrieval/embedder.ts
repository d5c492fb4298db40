/** Numbers of a vector. */
export const dimensions = 256;

/** Places of a signature that are not 0. */
const signatureLength = 8;
/** Weight of the words that occur together with a word, compared with that of the word itself. */
const contextWeight = 0.6;

/**
 * Makes vectors of texts by random indexing. A word has a random signature. Its vector is the signature with those of the
 * texts in which it occurs, so words of the same subjects have similar vectors. A text is the sum of its words, the rare
 * ones with more weight. Deterministic: the signatures are hashes.
 *
 * A program for users would call a model. This one needs no network.
 */
export class Embedder {
  readonly #contexts = new Map<string, Float64Array>();
  readonly #counts = new Map<string, number>();
  readonly #texts: number;

  /** @param texts - the texts from which the embedder learns which words occur together */
  constructor(texts: readonly string[]) {
    this.#texts = texts.length;
    for (const [at, text] of texts.entries()) {
      for (const word of new Set(wordsOf(text))) {
        const context = this.#contexts.get(word) ?? new Float64Array(dimensions);
        addSignature(context, `text ${at}`, 1);
        this.#contexts.set(word, context);
        this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
      }
    }
  }

  embed(text: string): Float32Array {
    const sum = new Float64Array(dimensions);
    for (const word of new Set(wordsOf(text))) {
      const rarity = Math.log(1 + this.#texts / (1 + (this.#counts.get(word) ?? 0)));
      addSignature(sum, `word ${word}`, rarity / Math.sqrt(signatureLength));
      const context = this.#contexts.get(word);
      if (context !== undefined) add(sum, context, (rarity * contextWeight) / lengthOf(context));
    }
    const length = lengthOf(sum) || 1;
    return Float32Array.from(sum, (value) => value / length);
  }
}

/** Returns the words of a text, without their most common endings: `Flags flagged` → `flag`, `flagg`. */
const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/(?<=[a-z]{3})(?:ing|ed|es|s)$/, ''));

const lengthOf = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

function add(sum: Float64Array, vector: Float64Array, weight: number): void {
  for (let at = 0; at < dimensions; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0) * weight;
}

function addSignature(sum: Float64Array, name: string, weight: number): void {
  let hash = 2_166_136_261;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 16_777_619);
  for (let round = 0; round < signatureLength; round++) {
    hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) + round;
    const place = (hash >>> 8) % dimensions;
    sum[place] = (sum[place] ?? 0) + ((hash & 1) === 0 ? weight : -weight);
  }
}
