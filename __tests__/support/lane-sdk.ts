import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/* Replaces `send` of all clients, like a tracer, so every call uses the sdk lane. */
const prototype = Object.getPrototypeOf(DynamoDBClient.prototype) as { send(...args: unknown[]): unknown };
const { send } = prototype;
prototype.send = function (...args): unknown {
  return send.apply(this, args);
};
