import { type DynamoDBClientConfig, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CompiledStack } from '../../../lib/execution/lanes/compiled-stack.ts';
import { type Bench, bench, type LaneName, type Sender, type sdks, senderOf } from './support.ts';

export const put = { TableName: 't', Item: { id: { S: '1' } } };

/** Changes of a client. After each event, a put and a query are sent. */
export type Story = () => { config?: DynamoDBClientConfig; events: readonly ((each: Bench) => unknown)[] };

/** The running Lambda invocation during a story. */
export const invocation: { trace?: string | undefined; parent?: string | undefined } = {};

export function endInvocation(): void {
  Object.assign(invocation, { trace: undefined, parent: undefined });
  delete process.env['AWS_LAMBDA_FUNCTION_NAME'];
  delete process.env['_X_AMZN_TRACE_ID'];
}

interface InvokeStore {
  getXRayTraceId(): string | undefined;
  getTraceparent(): string | undefined;
}

/** Runs a story. `past` is the number of requests that no middleware of the SDK has sent. */
export async function outcomeOf(lane: LaneName, sdk: (typeof sdks)[number][1], story: Story) {
  jest.setSystemTime(new Date('2026-11-24T10:20:30.456Z'));
  await bench(sdk).client.send(new PutItemCommand(put));
  const { awslambda } = globalThis as unknown as { awslambda: { InvokeStore: InvokeStore } };
  jest.spyOn(awslambda.InvokeStore, 'getXRayTraceId').mockImplementation(() => invocation.trace);
  jest.spyOn(awslambda.InvokeStore, 'getTraceparent').mockImplementation(() => invocation.parent);
  const { config = {}, events } = story();
  const each = bench(sdk, config);
  const send: Sender = senderOf(sdk, each, lane);
  const results: unknown[] = [];
  const bySdk = jest.spyOn(CompiledStack.prototype, 'send');
  for (const event of events) {
    event(each);
    results.push(await send('PutItem', { ...put }).catch((error: Error) => String(error)));
    results.push(
      await send('Query', { TableName: 't', KeyConditionExpression: 'a' }).catch((error: Error) => String(error)),
    );
  }
  endInvocation();
  const past = each.handler.sent.length - bySdk.mock.calls.length;
  bySdk.mockRestore();
  return { seen: { results, sent: each.handler.sent }, past };
}
