/** Reads the rest of a query in a separate process, from a cursor only: `resume-elsewhere.ts ENDPOINT TABLE CURSOR`. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BaseRepository, defineSchema, Repository } from '../../lib/index.ts';

const [endpoint = '', table = '', cursor] = process.argv.slice(2);

interface Event {
  stream: number;
  at: Date;
}

const schema = defineSchema<Event>({
  name: 'Event',
  table: { name: table },
  partitionKey: 'stream',
  sortKey: 'at',
  attributes: { stream: { type: Number }, at: { type: Date } },
});

class Events extends BaseRepository<Event, 'stream' | 'at'> {}
Repository(schema)(Events);

const isLocal = /127\.0\.0\.1|localhost/.test(endpoint);
const local = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const client = new DynamoDBClient({ endpoint, ...(isLocal && local) });
const { items } = await new Events(client).query({ stream: 0 }).page({ limit: 1000, cursor });
console.log(JSON.stringify(items.map(({ at }) => at.getTime() / 1000)));
