/** Runs a backfill until it is killed or done: `killed-program.ts ENDPOINT TABLE CHECKPOINT SEGMENTS`. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { backfill, fileCheckpoint } from 'annotable/backfill';
import { orderModels } from '../integration/version-models.ts';

const [endpoint = '', table = '', file = '', segments = '1'] = process.argv.slice(2);

const isLocal = /127\.0\.0\.1|localhost/.test(endpoint);
const local = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const client = new DynamoDBClient({ endpoint, ...(isLocal && local) });
const result = await backfill(orderModels(table).orders(client), {
  checkpoint: fileCheckpoint(file),
  segments: Number(segments),
  pageSize: 50,
  onProgress: ({ scanned }) => console.log(`scanned ${scanned}`),
});
console.log(`done ${JSON.stringify(result)}`);
