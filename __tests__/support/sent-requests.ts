import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A request that a client sent. */
export interface SentRequest {
  readonly operation: string;
  readonly input: object;
}

/** Records the requests of a client from now on, in the order in which they are sent. */
export function requestsOf(client: DynamoDBClient): SentRequest[] {
  const requests: SentRequest[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        requests.push({ operation: commandName.replace(/Command$/, ''), input: args.input });
        return next(args);
      },
    { step: 'initialize', name: 'recordSentRequests', override: true },
  );
  return requests;
}
