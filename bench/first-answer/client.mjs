/** The client of both programs. */
export const client = (DynamoDBClient) =>
  new DynamoDBClient({
    endpoint: process.env.BENCH_ENDPOINT,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  });
