import workers from 'node:worker_threads';
import { JsonBytes } from '../../../lib/execution/lanes/json-bytes.ts';
import { TextSlab } from '../../../lib/execution/lanes/text-slab.ts';

test('TextSlab returns buffers of all lengths that share no byte', () => {
  const slab = new TextSlab();
  const lengths = Array.from({ length: 400 }, (_, count) => (count * 997) % 40_000);
  const all = lengths.map((length, count) => slab.cut(length).fill(count % 256));
  expect(all.map(({ length }) => length)).toEqual(lengths);
  expect(all.every((buffer, count) => buffer.every((byte) => byte === count % 256))).toBe(true);
});

test('JsonBytes keeps earlier texts while it writes others', () => {
  const json = new JsonBytes();
  const texts = Array.from({ length: 2_000 }, (_, count) => `text ${count} ${'é'.repeat(count % 300)}`);
  const written = texts.map((text) => {
    json.begin();
    json.string(text);
    return json.end();
  });
  expect(written.map(String)).toEqual(texts.map((text) => JSON.stringify(text)));
});

test('a buffer of TextSlab can not be transferred', () => {
  const text = new TextSlab().cut(5_000);
  const { port1 } = new MessageChannel();
  try {
    // Node copies an untransferable buffer. Since Node 21, it throws.
    port1.postMessage(text, [text.buffer as ArrayBuffer]);
  } catch (error) {
    expect(error).toMatchObject({ name: 'DataCloneError' });
  }
  port1.close();
  expect(text).toHaveLength(5_000);
});

test('TextSlab returns separate buffers if it can not make them untransferable', () => {
  jest.spyOn(workers, 'markAsUntransferable').mockImplementation(() => {
    throw new Error('not implemented');
  });
  // Without the pool of Node, which is larger from Node 24 on.
  jest.replaceProperty(Buffer, 'poolSize', 0);
  const slab = new TextSlab();
  const texts = [slab.cut(5_000), slab.cut(5_000)];
  expect(texts.map(({ length }) => length)).toEqual([5_000, 5_000]);
  expect(texts[0]?.buffer).not.toBe(texts[1]?.buffer);
  jest.restoreAllMocks();
});
