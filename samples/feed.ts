/**
 * A live feed of auctions. The changes of a table go as server-sent events to any number of pages, and one reader with a
 * checkpoint keeps a total that survives a restart.
 *
 * The sample starts the server, bids in an auction, prints the events that a client receives, and ends.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { Attribute, BaseRepository, MemoryLinker, PartitionKey, Repository, Table } from 'annotable';
import { startLocal } from 'annotable/local';
import { linkerCheckpoint, readStream } from 'annotable/streams';
import { changesToEvents } from './feed/changes-to-events.ts';

@Table('auctions', { stream: 'NEW_AND_OLD_IMAGES' })
class Auction {
  @PartitionKey() @Attribute(String) lot!: string;
  @Attribute(Number) price!: number;
  @Attribute(String, { optional: true }) bidder?: string;
}

@Repository(Auction)
class Auctions extends BaseRepository<Auction, 'lot'> {}

const engine = await startLocal({ engine: 'dynoxide' });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = new DynamoDBStreamsClient({ endpoint: engine.endpoint, region: 'local', credentials });
const auctions = new Auctions(engine.client);
await auctions.table.ensure();

const server = createServer((_, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const events = changesToEvents((signal) => readStream(auctions, { client, pollMs: 100, signal }));
  // Cancels the events when the client leaves.
  pipeline(Readable.fromWeb(events), response, () => undefined);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
console.log(`feed on ${url}`);

await auctions.create({ lot: 'teapot', price: 10 });
await auctions.update('teapot', { price: 12, bidder: 'Ann' });
await auctions.update('teapot', { price: 15, bidder: 'Bob' });
await auctions.delete('teapot');

/** Reads events until an auction has ended, as `EventSource` of a page does. */
async function watch(): Promise<void> {
  const leaving = new AbortController();
  const { body } = await fetch(url, { signal: leaving.signal });
  let text = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    if (text.includes('event: remove') && text.endsWith('\n\n')) break;
  }
  leaving.abort();
  for (const [, event, data] of text.matchAll(/event: (\w+)\ndata: (.*)/g)) {
    const { after, changed } = JSON.parse(data ?? '');
    const now = after === undefined ? 'ended' : `${after.price} by ${after.bidder ?? 'nobody'}`;
    console.log(`${event?.padEnd(6)} ${now} (${changed.join(', ')})`);
  }
}

await watch();

// Each part of the total is in one process, which continues where the process before it ended.
const checkpoint = linkerCheckpoint(new MemoryLinker(), 'total');
for (const process of ['first', 'second']) {
  let bids = 0;
  for await (const { changed, type } of readStream(auctions, { client, checkpoint, pollMs: 100 })) {
    if (type === 'modify' && changed.has('price')) bids++;
    if (bids === 1) break;
  }
  console.log(`${process} process: ${bids} bid`);
}

server.close();
server.closeAllConnections();
client.destroy();
await engine.stop();
