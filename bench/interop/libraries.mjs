import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startLocal } from 'annotable/local';
import { createShopTable } from './table.mjs';

export const LIBRARIES = ['electrodb', 'dynamodb-onetable', 'dynamodb-toolbox', 'typedorm'];

/** Starts an engine with a table for each library, and calls `use` with each opened shop. */
export async function withShops(names, use) {
  const unknown = names.filter((name) => !LIBRARIES.includes(name));
  if (unknown.length > 0) throw new Error(`no library ${unknown.join(', ')}; known are ${LIBRARIES.join(', ')}`);
  const { client, stop } = await startLocal({ engine: 'dynoxide' });
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  try {
    for (const name of names) {
      const { open } = await import(`./${name}.mjs`);
      await createShopTable(client, name);
      await use({ name, client, shop: open({ client, doc, table: name }) });
    }
  } finally {
    await stop();
  }
}
