import { ReadableStream } from 'node:stream/web';
import type { StreamChange } from 'annotable/streams';

/** Returns the text of one server-sent event. The browser sends the last `id` again when it reconnects. */
function eventText({ type, entity, key, after, changed, sequenceNumber }: StreamChange): string {
  const data = JSON.stringify({ entity, key, after, changed: [...changed] });
  return `id: ${sequenceNumber}\nevent: ${type}\ndata: ${data}\n\n`;
}

/**
 * Turns changes into server-sent events, for the body of a response.
 *
 * The next change is only read when the client has room for it. The read ends when the client leaves.
 *
 * @param read - begins the read; receives the signal that ends it
 */
export function changesToEvents(
  read: (signal: AbortSignal) => AsyncIterable<StreamChange>,
): ReadableStream<Uint8Array> {
  const closing = new AbortController();
  const changes = read(closing.signal)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await changes.next();
      if (closing.signal.aborted) return;
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(eventText(value)));
    },
    cancel: () => closing.abort(),
  });
}
