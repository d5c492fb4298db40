import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '../../errors/configuration-error.ts';
import { ValidationError } from '../../errors/validation-error.ts';
import type { Linker } from '../../linker/linker.ts';
import { type LinkerCase, noise } from './linker-subject.ts';

const surrogates = 'a\ud800b\udfff';

/** Documents that are valid JSON and that a store may change by mistake. */
const awkward: readonly unknown[] = [
  null,
  0,
  -1.5,
  2 ** 53 + 2,
  1e300,
  5e-324,
  '',
  surrogates,
  '\u0000\u2028😀',
  true,
  [],
  {},
  [null, [[]], { a: [] }],
  JSON.parse('{"__proto__":{"x":1},"constructor":"c","toString":null,"":0}'),
  { a: undefined, when: new Date(0), nested: { b: undefined } },
  [undefined],
  JSON.parse('['.repeat(60) + ']'.repeat(60)),
];

/** Tests of ids and documents. */
export const documentCases: readonly LinkerCase[] = [
  {
    name: 'a linker stores, reads, and deletes one or many documents by id, in the order of the ids',
    async body({ fresh, warnings }) {
      const linker = await fresh();
      assert.equal(await linker.connectionCheck(), true);
      await linker.putJson('one', { page: 1 });
      assert.deepEqual(await linker.getJson('one'), { page: 1 });
      await linker.putJson(['two', 'three', 'none'], [2, [3], null]);
      assert.deepEqual(warnings, []);
      assert.deepEqual(await linker.getJson(['three', 'missing', 'none', 'two', 'three']), [[3], null, null, 2, [3]]);
      assert.deepEqual(
        warnings.map(({ name, ids }) => [name, [...ids]]),
        [
          ['NoIdWarning', ['missing']],
          ['NoDataWarning', ['none']],
        ],
      );
      assert.deepEqual(await linker.has(['one', 'missing', 'none']), [true, false, true]);
      assert.equal(await linker.has('missing'), false);
      const found = await linker.getMap(['two', 'missing', 'none']);
      assert.deepEqual(
        [...found],
        [
          ['two', 2],
          ['none', null],
        ],
      );
      await linker.deleteJson(['one', 'missing']);
      await linker.deleteJson('two');
      assert.deepEqual(await linker.getJson(['one', 'two', 'three']), [null, null, [3]]);
    },
  },
  {
    name: 'a linker accepts from 0 to 250 ids',
    async body({ fresh }) {
      const linker = await fresh();
      for (const count of [0, 1, 25, 26, 100, 101, 250]) {
        const ids = Array.from({ length: count }, (_, index) => `${count}-${index}`);
        const documents = ids.map((id) => ({ id }));
        await linker.putJson(ids, documents);
        assert.deepEqual(await linker.getJson(ids), documents);
        await linker.deleteJson(ids.filter((_, index) => index % 2 === 0));
        assert.deepEqual(
          await linker.has(ids),
          ids.map((_, index) => index % 2 === 1),
        );
      }
    },
  },
  {
    name: 'a linker accepts 5,000 ids',
    async body({ fresh }) {
      const linker = await fresh();
      const ids = Array.from({ length: 5_000 }, () => randomUUID());
      await linker.putJson(
        ids,
        ids.map((id) => [id]),
      );
      const reversed = [...ids].reverse();
      const found = await linker.getJson<[string]>(reversed);
      assert.deepEqual(
        found.map((document) => document?.[0]),
        reversed,
      );
      assert.equal(await linker.flushDb(), 5_000);
      assert.equal(await linker.getJson(ids[0] as string), null);
      await linker.putJson('after', 1);
      assert.equal(await linker.getJson('after'), 1);
    },
  },
  {
    name: 'a linker stores the last document of a repeated id, and ignores the case of UUIDs only',
    async body({ fresh }) {
      const linker = await fresh();
      await linker.putJson(['a', 'b', 'a'], [1, 2, 3]);
      assert.deepEqual(await linker.getJson(['a', 'a', 'b']), [3, 3, 2]);
      const id = randomUUID();
      await linker.putJson(id.toUpperCase(), 'mine');
      assert.deepEqual(await linker.getJson([id, id.toUpperCase()]), ['mine', 'mine']);
      await linker.putJson(['Case', ' case ', '😀', '__proto__', 'constructor', 'annotable#x'], [1, 2, 3, 4, 5, 6]);
      const ids = ['case', 'Case', ' case ', '😀', '__proto__', 'constructor', 'annotable#x'];
      assert.deepEqual(await linker.getJson(ids), [null, 1, 2, 3, 4, 5, 6]);
    },
  },
  {
    name: 'putJson rejects invalid ids and documents before it puts any',
    async body({ fresh }) {
      const linker = await fresh();
      const cycle: Record<string, unknown> = {};
      cycle['self'] = [cycle];
      const refused: readonly (readonly [ids: unknown, documents: unknown])[] = [
        [['a', 'b'], [1]],
        [['a', 'b'], 1],
        [['a'], { x: 1 }],
        [
          ['a', ''],
          [1, 2],
        ],
        ['x'.repeat(2_049), 1],
        [surrogates, 1],
        [7, 1],
        [
          ['a', 'b'],
          [1, { best: Number.NaN }],
        ],
        ['a', { name: () => 1 }],
        ['a', [1n]],
        ['a', cycle],
        ['a', undefined],
      ];
      for (const [ids, documents] of refused)
        await assert.rejects(linker.putJson(ids as string[], documents as object[]), ValidationError);
      await assert.rejects(linker.getJson(''), ValidationError);
      await assert.rejects(linker.replaceIf('a', 1, undefined as never), ValidationError);
      assert.equal(await linker.has('a'), false);
    },
  },
  {
    name: 'a linker accepts ids and namespaces up to the limit of a key, and rejects longer ones',
    async body({ fresh, maxIdBytes }) {
      const linker = await fresh();
      const longest = async (space: Linker, bytes: number, start = ''): Promise<void> => {
        const rest = bytes - start.length;
        const id = start + 'é'.repeat(Math.floor(rest / 2)) + 'x'.repeat(rest % 2);
        await space.putJson(id, 1);
        assert.equal(await space.getJson(id), 1);
        await assert.rejects(space.putJson(`${id}x`, 1), ValidationError);
      };
      await longest(linker, maxIdBytes ?? 2_048);
      await longest(linker, maxIdBytes ?? 2_035, 'annotable#1');
      await longest(linker.namespace('ab'), maxIdBytes ?? 2_048 - 14 - 2);
      await longest(linker.namespace(`${'é'.repeat(247)}#%`), maxIdBytes ?? 2_048 - 14 - 500);
      for (const name of ['x'.repeat(501), '#'.repeat(167), 'a\ud800', undefined, 7])
        assert.throws(() => linker.namespace(name as string), ConfigurationError);
      for (const namespace of ['\udfff', null])
        await assert.rejects(async () => fresh({ namespace: namespace as string }), ConfigurationError);
    },
  },
  {
    name: 'getJson returns the same document as JSON.parse and JSON.stringify',
    async body({ fresh }) {
      const linker = await fresh();
      const ids = awkward.map((_, index) => `d${index}`);
      await linker.putJson(ids, awkward as object[]);
      const found = await linker.getJson(ids);
      for (const [index, document] of awkward.entries())
        assert.equal(JSON.stringify(found[index]), JSON.stringify(document));
    },
  },
  {
    name: 'a linker stores documents of 350 KB, 400 KB, 1 MB and 12 MB, compressible or not',
    async body({ fresh }) {
      const linker = await fresh();
      const documents = [358_398, 358_399, 409_600, 1_000_000, 12_000_000].flatMap((bytes) => [
        noise(bytes),
        'é'.repeat(bytes / 2),
      ]);
      const ids = documents.map((_, index) => `large${index}`);
      await linker.putJson(ids, documents);
      const found = await linker.getJson<string>(ids);
      // Not compared as arrays, because a message of 12 MB helps nobody.
      for (const [index, document] of documents.entries())
        assert.ok(found[index] === document, `document ${index} of ${document.length} characters differs`);
      const small = ids.map(() => 'small');
      await linker.putJson(ids, small);
      assert.deepEqual(await linker.getJson(ids), small);
      assert.equal(await linker.sweep(), 0);
    },
  },
];
