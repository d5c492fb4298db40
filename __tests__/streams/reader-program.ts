/**
 * A reader that a test kills: appends `key value shard` of each change to a file before it asks for the next one.
 *
 * Arguments: endpoint, table, file of the checkpoint, file of the changes, checkpointEvery.
 */
import { appendFileSync } from 'node:fs';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { Attribute, BaseRepository, PartitionKey, Repository, Table } from '../../lib/index.ts';
import { fileCheckpoint, readStream } from '../../lib/streams/index.ts';

const [endpoint = '', tableName = '', position = '', output = '', every = ''] = process.argv.slice(2);

@Table('counters')
class Counter {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(Number) count!: number;
}

@Repository(Counter)
class Counters extends BaseRepository<Counter, 'id'> {}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = new DynamoDBStreamsClient({ endpoint, region: 'local', credentials });
const counters = new Counters(undefined, { tableName });
const checkpoint = fileCheckpoint(position);
console.log('reading');
for await (const { key, after } of readStream(counters, {
  client,
  checkpoint,
  checkpointEvery: Number(every),
  pollMs: 50,
})) {
  appendFileSync(output, `${key.id} ${after?.count}\n`);
  if (after?.count === -1) break;
}
