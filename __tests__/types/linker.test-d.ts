import type { DynamoLinker, JsonLinker, JsonValue, Linker, MemoryLinker } from 'annotable';
import type { Equal } from './equal.ts';

declare const linkers: { linker: Linker; dynamo: DynamoLinker; json: JsonLinker; memory: MemoryLinker };

interface Passage {
  page: number;
  text: string;
}

export async function typed(): Promise<void> {
  for (const linker of Object.values(linkers)) {
    const passage: Passage = { page: 1, text: '' };
    await linker.putJson('a', passage);
    await linker.putJson(['a'] as const, [passage]);
    const one = await linker.getJson('a');
    const many = await linker.getJson<Passage>(['a', 'b']);
    true satisfies Equal<typeof one, JsonValue>;
    true satisfies Equal<typeof many, (Passage | null)[]>;
    true satisfies Equal<Awaited<ReturnType<typeof linker.keys>> extends AsyncIterable<infer Id> ? Id : never, string>;
    const has = await linker.has(['a']);
    true satisfies Equal<typeof has, boolean[]>;
    await linker.update('a', (document) => [document ?? null]);
    // @ts-expect-error undefined is no JSON
    await linker.putJson('a', undefined);
    // @ts-expect-error a bigint is no JSON
    await linker.putJson('a', 1n);
    // @ts-expect-error many documents can't be put under one id's options
    await linker.putJson('a', 1, { atomic: true });
    // @ts-expect-error ids are strings
    await linker.getJson(1);
    await linker.putJson('a', new Date());
    await linker.putJson('a', { text: '', tags: ['x'], page: undefined });
    await linker.putJson('a', [passage, 'x', 1, null]);
    await linker.putJson('a', passage as object);
    // @ts-expect-error a function is no JSON
    await linker.putJson('a', () => 1);
    // @ts-expect-error a class is no JSON
    await linker.putJson('a', Date);
    // @ts-expect-error a map is no JSON
    await linker.putJson('a', new Map());
    // @ts-expect-error a set is no JSON
    await linker.putJson(['a'], [new Set()]);
    // @ts-expect-error a promise is no JSON
    await linker.putJson('a', Promise.resolve(1));
    // @ts-expect-error many ids have many documents
    await linker.putJson(['a'], passage);

    const ids = ['a', ['b']][0] as string | readonly string[];
    await linker.putJson(ids, passage);
    const oneOrMany = await linker.getJson<Passage>(ids);
    true satisfies Equal<typeof oneOrMany, Passage | null | (Passage | null)[]>;
    const hasAny = await linker.has(ids);
    true satisfies Equal<typeof hasAny, boolean | boolean[]>;

    const updated = await linker.update('a', (document) => [document ?? null, passage]);
    true satisfies Equal<typeof updated, JsonValue>;
    const typedUpdate = await linker.update<Passage>('a', async (document) => ({
      text: '',
      page: document?.page ?? 1,
    }));
    true satisfies Equal<typeof typedUpdate, Passage>;
    // @ts-expect-error a passage has a text
    await linker.update<Passage>('a', () => ({ page: 1 }));
  }
  const { dynamo } = linkers;
  const link = await dynamo.update('a', { data: 'x' });
  true satisfies Equal<typeof link.id, string>;
}
