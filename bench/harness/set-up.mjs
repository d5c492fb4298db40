import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ITEMS, makeUser, OPERATIONS, ORGANISATION, patch, users } from '../model/users.mjs';
import { FakeHandler } from './fake-handler.mjs';
import { stubSend } from './stub-send.mjs';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** Returns the arguments of the n-th call of an operation. */
export function argumentsOf(operation, n) {
  if (operation === 'query') return [ORGANISATION];
  if (ITEMS[operation] > 1) return [users.slice(0, ITEMS[operation])];
  return operation === 'update' ? [users[n & 127], patch(n)] : [users[n & 127]];
}

/**
 * Creates a contender, puts 100 items, and runs each operation once.
 *
 * @param {string} name - file name in contenders/
 * @param {{ stubbed?: boolean, endpoint?: string }} [mode] - `stubbed`: only its own work; `endpoint`: a real engine
 * @returns the operations, with the request and the result of that one call
 */
export async function setUp(name, { stubbed = false, endpoint } = {}) {
  const contender = await import(`../contenders/${name}.mjs`);
  const handler = new FakeHandler();
  const place = endpoint ? { endpoint } : { requestHandler: handler };
  const client = new DynamoDB({ region: 'us-east-1', credentials, ...place });
  const documents = contender.level === 'doc' ? await import('@aws-sdk/lib-dynamodb') : undefined;
  let doc = documents?.DynamoDBDocumentClient.from(client);
  const adoptDoc = (own) => {
    doc = own;
  };
  const operations = await contender.create({ client, doc, users, adoptDoc });
  for (let n = 0; n < ITEMS.query; n++) await operations.put(makeUser(n));
  const once = {};
  for (const operation of OPERATIONS.filter((each) => operations[each])) {
    const before = handler.requests.length;
    const kept = handler.items.length;
    const result = await operations[operation](...argumentsOf(operation, 0));
    handler.items.length = kept;
    once[operation] = { result, requests: handler.requests.slice(before) };
  }
  handler.recording = false;
  if (stubbed) await stubSend(client, doc, handler.outputs());
  return { operations, once };
}
