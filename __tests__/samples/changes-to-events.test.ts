import type { StreamChange } from 'annotable/streams';
import { changesToEvents } from '../../samples/feed/changes-to-events.ts';

const change = (number: number): StreamChange => ({
  type: 'insert',
  entity: 'Auction',
  key: { lot: 'a' },
  after: { lot: 'a', price: number, note: 'two\nlines' },
  changed: new Set(['lot', 'price']),
  expired: false,
  at: new Date(0),
  sequenceNumber: String(number),
});

describe('changesToEvents', () => {
  let signal: AbortSignal;
  let read: number;

  async function* changes(count: number): AsyncGenerator<StreamChange> {
    for (read = 0; read < count; ) yield change(++read);
  }
  const eventsOf = (count: number) =>
    changesToEvents((given) => {
      signal = given;
      return changes(count);
    });

  test('writes one event for each change, with its position as id, and ends after the last one', async () => {
    const texts: string[] = [];
    for await (const bytes of eventsOf(2)) texts.push(new TextDecoder().decode(bytes));
    expect(texts[0]).toMatch(/^id: 1\nevent: insert\ndata: \{.*\}\n\n$/);
    expect(JSON.parse(texts[0]?.split('data: ')[1] ?? '')).toEqual({
      entity: 'Auction',
      key: { lot: 'a' },
      after: { lot: 'a', price: 1, note: 'two\nlines' },
      changed: ['lot', 'price'],
    });
    expect(texts).toHaveLength(2);
  });

  test('reads no further than the client has room', async () => {
    const reader = eventsOf(100).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read).toBeLessThanOrEqual(2);
    await reader.cancel();
  });

  test('ends the read when the client leaves', async () => {
    const reader = eventsOf(100).getReader();
    await reader.read();
    expect(signal.aborted).toBe(false);
    await reader.cancel();
    expect(signal.aborted).toBe(true);
  });
});
