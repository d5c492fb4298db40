import { type DynamoDBClientConfig, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CompiledStack } from '../../../lib/execution/lanes/compiled-stack.ts';
import { type Bench, bench, type sdks, type Way, type WayName, wayOf } from './support.ts';

export const put = { TableName: 't', Item: { id: { S: '1' } } };

/** What the requests are, between which something happens to their client. */
export type Story = () => { config?: DynamoDBClientConfig; events: readonly ((each: Bench) => unknown)[] };

/** What the Lambda runtime says of the invocation under way, while a story is told. */
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

/** Lets the same happen to two clients; gives what they sent. */
export async function told(way: WayName, sdk: (typeof sdks)[number][1], story: Story) {
  jest.setSystemTime(new Date('2026-11-24T10:20:30.456Z'));
  await bench(sdk).client.send(new PutItemCommand(put));
  const { awslambda } = globalThis as unknown as { awslambda: { InvokeStore: InvokeStore } };
  jest.spyOn(awslambda.InvokeStore, 'getXRayTraceId').mockImplementation(() => invocation.trace);
  jest.spyOn(awslambda.InvokeStore, 'getTraceparent').mockImplementation(() => invocation.parent);
  const { config = {}, events } = story();
  const each = bench(sdk, config);
  const send: Way = wayOf(sdk, each, way);
  const results: unknown[] = [];
  const planned = jest.spyOn(CompiledStack.prototype, 'send');
  for (const event of events) {
    event(each);
    results.push(await send('PutItem', { ...put }).catch((error: Error) => String(error)));
    results.push(
      await send('Query', { TableName: 't', KeyConditionExpression: 'a' }).catch((error: Error) => String(error)),
    );
  }
  endInvocation();
  const past = each.handler.sent.length - planned.mock.calls.length;
  planned.mockRestore();
  return { seen: { results, sent: each.handler.sent }, past };
}
