import {
  Attribute,
  BaseRepository,
  type Linker,
  PartitionKey,
  Repository,
  Table,
  VectorIndex,
  vector,
} from 'annotable';
import { dimensions, Embedder } from './embedder.ts';
import type { Profile, Section } from './factbook.ts';

const indexes = { byMeaning: { vector: 'embedding', filters: ['region'], distance: 'cosine' } } as const;

/** A section of a profile, with its meaning as a vector. */
@Table('passages')
@PartitionKey('passageId')
@VectorIndex('byMeaning', indexes.byMeaning)
export class Passage {
  @Attribute(String) passageId!: string;
  @Attribute(String) country!: string;
  @Attribute(String) region!: string;
  @Attribute(String) title!: string;
  @Attribute(String) text!: string;
  @Attribute(vector(dimensions)) embedding!: Float32Array;
}

@Repository(Passage)
export class Passages extends BaseRepository<Passage, 'passageId', never, typeof indexes> {}

/** A passage that was found. */
export interface Hit {
  readonly country: string;
  readonly region: string;
  readonly title: string;
  readonly text: string;
  /** The distance from the question: 0 is the nearest. */
  readonly score: number;
}

/** Passages that are found by meaning, and the profiles that they come from. */
export class Library {
  readonly #passages: Passages;
  readonly #profiles: Linker;
  #embedder = new Embedder([]);

  /** @param profiles - a linker: it keeps documents of any size by id */
  constructor(passages: Passages, profiles: Linker) {
    this.#passages = passages;
    this.#profiles = profiles;
  }

  async fill(sections: readonly Section[], profiles: ReadonlyMap<string, Profile>): Promise<void> {
    const texts = sections.map(({ country, title, text }) => `${country} ${title} ${text}`);
    this.#embedder = new Embedder(texts);
    await this.#passages.putMany(
      sections.map((section, at) => ({
        ...section,
        passageId: `${section.country}: ${section.title}`,
        embedding: this.#embedder.embed(texts[at] as string),
      })),
    );
    await this.#profiles.putJson([...profiles.keys()], [...profiles.values()]);
  }

  /** Returns the passages whose meaning is nearest to a question, the nearest first. */
  async ask(question: string, { region, limit = 5 }: { region?: string; limit?: number } = {}): Promise<Hit[]> {
    const hits = await this.#passages.search(this.#embedder.embed(question), {
      index: 'byMeaning',
      limit,
      ...(region !== undefined && { where: { region } }),
    });
    return hits.map(({ item: { country, region, title, text }, score }) => ({ country, region, title, text, score }));
  }

  /** Returns the profile that a passage comes from. Null if it was deleted. */
  profileOf({ country }: Pick<Hit, 'country'>): Promise<Profile | null> {
    return this.#profiles.getJson<Profile>(country);
  }
}
