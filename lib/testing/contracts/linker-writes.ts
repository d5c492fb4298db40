import assert from 'node:assert/strict';
import { ItemNotFoundError } from '../../errors/condition-failed-error.ts';
import { ValidationError } from '../../errors/validation-error.ts';
import type { Linker } from '../../linker/linker.ts';
import { type LinkerCase, listed, noise } from './linker-subject.ts';

/** Tests of conditional writes, lists, namespaces, and expiry. */
export const writeCases: readonly LinkerCase[] = [
  {
    name: 'putIfAbsent, replaceIf and update never overwrite concurrent changes',
    async body({ fresh }) {
      const linker = await fresh();
      assert.equal(await linker.putIfAbsent('a', 1), true);
      assert.equal(await linker.putIfAbsent('a', 2), false);
      const { revision = '', document } = (await linker.getEntry('a')) ?? {};
      assert.equal(document, 1);
      assert.equal(await linker.replaceIf('a', 3, 'another'), false);
      assert.equal(await linker.replaceIf('a', 3, revision), true);
      assert.equal(await linker.replaceIf('a', 4, revision), false);
      assert.equal(await linker.getEntry('missing'), undefined);
      const raced = await Promise.all(Array.from({ length: 30 }, () => linker.putIfAbsent('race', noise(100))));
      assert.equal(raced.filter(Boolean).length, 1);
      const increment = (count: unknown): number => ((count as number | null | undefined) ?? 0) + 1;
      await Promise.all(Array.from({ length: 20 }, () => linker.update('count', increment)));
      assert.equal(await linker.getJson('count'), 20);
      const text = noise(600_000);
      await linker.update('large', () => ({ text, count: 0 }));
      const counted = (now: unknown): object => ({ text, count: (now as { count: number }).count + 1 });
      await Promise.all(Array.from({ length: 4 }, () => linker.update('large', counted)));
      const large = await linker.getJson<{ text: string; count: number }>('large');
      assert.ok(large?.count === 4 && large.text === text);
    },
  },
  {
    name: 'keys and entries list ids and documents by prefix',
    async body({ fresh }) {
      const linker = await fresh();
      await linker.putJson(['page:1', 'page:2', 'note:1', 'annotable#page:'], [1, 2, null, 4]);
      assert.deepEqual(await listed(linker.keys()), ['annotable#page:', 'note:1', 'page:1', 'page:2']);
      assert.deepEqual(await listed(linker.keys({ prefix: 'page:' })), ['page:1', 'page:2']);
      assert.deepEqual(await listed(linker.keys({ prefix: 'annotable#' })), ['annotable#page:']);
      assert.deepEqual(await listed(linker.entries({ prefix: 'note' })), [['note:1', null]]);
      assert.equal((await listed(linker.entries())).length, 4);
    },
  },
  {
    name: 'namespaces with any name have separate documents',
    async body({ fresh }) {
      const linker = await fresh();
      const spaces = ['', 'a', 'a#b', 'a%23b', 'a#', '#', 'ns', 'b#a'].map((name) => linker.namespace(name));
      for (const [index, space] of spaces.entries()) {
        await space.putJson(['id', 'b#id', '#id'], [index, index, index]);
        await space.putJson('large', noise(800_000));
      }
      for (const [index, space] of spaces.entries()) {
        assert.deepEqual(await space.getJson(['id', 'b#id', '#id']), [index, index, index]);
        assert.deepEqual(await listed(space.keys()), ['#id', 'b#id', 'id', 'large']);
      }
      const [, first, second] = spaces as [Linker, Linker, Linker];
      assert.equal(await first.flushDb(), 4);
      assert.equal(await first.has('id'), false);
      assert.equal((await second.getJson<string>('large'))?.length, 800_000);
      assert.equal(await linker.flushDb({ allNamespaces: true }), 4 * 7);
      assert.equal(await second.has('id'), false);
    },
  },
  {
    name: 'documents expire, and a put without an expiry removes it',
    async body({ fresh, time }) {
      const linker = await fresh();
      await linker.putJson(['a', 'b', 'c'], [1, 2, noise(800_000)], { ttlSeconds: 60 });
      await linker.putJson('d', 4, { expiresAt: new Date(time.now + 60_000) });
      assert.equal((await linker.getEntry('a'))?.expiresAt?.getTime(), time.now + 60_000);
      await linker.update('b', (document) => [document]);
      await linker.putJson('d', 5);
      time.now += 61_000;
      assert.deepEqual(await linker.getJson(['a', 'b', 'c', 'd']), [null, null, null, 5]);
      assert.deepEqual(await linker.has(['a', 'd']), [false, true]);
      assert.deepEqual(await listed(linker.keys()), ['d']);
      const both = { ttlSeconds: 1, expiresAt: new Date() };
      for (const options of [{ ttlSeconds: 0 }, { ttlSeconds: 1e300 }, both])
        await assert.rejects(linker.putJson('a', 1, options), ValidationError);
    },
  },
  {
    name: 'an expired document counts as absent in putIfAbsent and update',
    needs: ['itemOnConditionFailure'],
    async body({ fresh, time }) {
      const linker = await fresh();
      await linker.putJson(['a', 'b'], [1, noise(800_000)], { ttlSeconds: 60 });
      time.now += 61_000;
      assert.equal(await linker.putIfAbsent('a', 'again'), true);
      await linker.update('b', (document) => ({ document: document ?? 'none' }));
      assert.deepEqual(await linker.getJson(['a', 'b']), ['again', { document: 'none' }]);
    },
  },
  {
    name: 'putJson with atomic puts 100 documents, large ones too',
    needs: ['transactions'],
    async body({ fresh }) {
      const linker = await fresh();
      const ids = Array.from({ length: 100 }, (_, index) => `a${index}`);
      await linker.putJson(ids, ids, { atomic: true });
      assert.deepEqual(await linker.getJson(ids), ids);
      await linker.putJson(['a0', 'large'], [0, noise(900_000)], { atomic: true });
      assert.equal((await linker.getJson<string>('large'))?.length, 900_000);
      await linker.putJson(['a0', 'large'], [0, 1], { atomic: true });
      assert.equal(await linker.sweep(), 0);
    },
  },
  {
    name: 'a strict linker throws for a missing id, and an aborted call rejects',
    async body({ fresh }) {
      const linker = await fresh({ strict: true });
      await linker.putJson('a', null);
      assert.equal(await linker.getJson('a'), null);
      await assert.rejects(linker.getJson(['a', 'b']), ItemNotFoundError);
      assert.equal(await linker.getJson('b', { strict: false }), null);
      const aborted = { signal: AbortSignal.abort() };
      await assert.rejects(linker.putJson('a', 1, aborted), /aborted/);
      await assert.rejects(linker.getJson('a', aborted), /aborted/);
      await assert.rejects(linker.sweep(aborted), /aborted/);
      await assert.rejects(listed(linker.keys(aborted)), /aborted/);
    },
  },
  {
    name: 'a linker creates its store again after dropTable',
    async body({ fresh }) {
      const linker = await fresh();
      await linker.putJson('a', 1);
      await linker.dropTable();
      assert.equal(await linker.getJson('a'), null);
      await linker.putJson('a', 2);
      assert.equal(await linker.getJson('a'), 2);
    },
  },
];
