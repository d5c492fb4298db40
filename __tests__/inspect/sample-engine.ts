import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Takes the place of `startLocal` in a sample, so that its tables are left on an engine of the test. */
export function startLocal() {
  const endpoint = process.env['ANNOTABLE_SAMPLE_ENDPOINT'] ?? '';
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
  return Promise.resolve({ endpoint, client, engine: 'dynoxide', stop: async () => client.destroy() });
}
