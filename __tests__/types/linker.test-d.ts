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
  }
  const { dynamo } = linkers;
  const link = await dynamo.update('a', { data: 'x' });
  true satisfies Equal<typeof link.id, string>;
}
