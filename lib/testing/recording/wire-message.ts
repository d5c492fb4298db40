import { Readable } from 'node:stream';
import type { WireRequest, WireResponse } from '../../execution/lanes/client-parts.ts';

/** An error of DynamoDB, or of the connection, as data. */
export interface RecordedError {
  /** Name of the exception, or code of the connection: `'ConditionalCheckFailedException'`, `'ECONNRESET'`. */
  readonly name: string;
  readonly message?: string | undefined;
  /** Status of the response. Undefined if no response arrived. */
  readonly status?: number | undefined;
  /** Other members of the response, such as `Item` and `CancellationReasons`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** One request as it was sent, and its response. All of it is JSON: bytes are base64. */
export interface RecordedRequest {
  /** Name of the API call: `'PutItem'`. */
  readonly operation: string;
  /** Input in the form of DynamoDB: `{ TableName: 'phonebook', Key: { personId: { N: '1' } } }`. */
  readonly input?: unknown;
  /** Undefined if the request failed or still runs. */
  readonly output?: unknown;
  /** Undefined if the request succeeded or still runs. */
  readonly error?: RecordedError | undefined;
}

/** Name of the API call of a request. */
export const operationOf = ({ headers }: WireRequest): string =>
  (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';

/** Id of the call that a request is an attempt of. */
export const callOf = ({ headers }: WireRequest): string => headers['amz-sdk-invocation-id'] ?? '';

/** Returns the input of a request. Read at once, because a lane can use its buffer again. */
export function inputOf({ body }: WireRequest): unknown {
  if (typeof body === 'string') return JSON.parse(body);
  // The body of the SDK warns about the methods that `Buffer.from(body)` calls.
  const { buffer, byteOffset, byteLength } = body as Uint8Array;
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString());
}

/** The response of a request as it is recorded. */
export type Answer = Pick<RecordedRequest, 'output' | 'error'>;

/** Reads a response, and returns it with a body that can be read once more. */
export async function readAnswer(response: WireResponse): Promise<{ answer: Answer; response: WireResponse }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return { answer: answerOf(response.statusCode, body.toString()), response: copyOf(response, body) };
}

/** Keeps the class of the response, which the SDK checks. */
const copyOf = (response: WireResponse, body: Buffer): WireResponse =>
  Object.assign(Object.create(Object.getPrototypeOf(response)) as WireResponse, response, {
    body: Readable.from([body]),
  });

function answerOf(status: number, text: string): Answer {
  const body = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
  if (status < 300) return { output: body };
  const { __type = '', message, Message, ...details } = body;
  const name = String(__type).split('#').at(-1) ?? '';
  return {
    error: { name, message: String(message ?? Message ?? ''), status, ...(hasMembers(details) && { details }) },
  };
}

const hasMembers = (value: object): boolean => Object.keys(value).length > 0;

/** Returns the response of a recorded answer. @throws the error of a connection */
export function responseOf({ output, error }: Answer): WireResponse {
  if (error !== undefined && error.status === undefined)
    throw Object.assign(new Error(error.message), { code: error.name, name: error.name });
  const { name, message, status = 200, details } = error ?? {};
  const body =
    error === undefined ? output : { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...details };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'recorded' },
    body: Readable.from([Buffer.from(JSON.stringify(body ?? {}))]),
  };
}
