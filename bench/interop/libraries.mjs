import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startLocal } from 'annotable/local';
import { createShopTable } from './table.mjs';

export const LIBRARIES = ['electrodb', 'dynamodb-onetable', 'dynamodb-toolbox', 'typedorm'];

/**
 * Starts an engine, and calls `use` for each library: with a client, and with a function that creates a table and opens
 * it twice, by the library and by annotable.
 */
export async function withLibraries(names, use) {
  const unknown = names.filter((name) => !LIBRARIES.includes(name));
  if (unknown.length > 0) throw new Error(`no library ${unknown.join(', ')}; known are ${LIBRARIES.join(', ')}`);
  const { client, stop } = await startLocal({ engine: 'dynoxide' });
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  try {
    for (const name of names) {
      const [library, annotable] = await Promise.all([import(`./${name}.mjs`), import(`./annotable-${name}.mjs`)]);
      const openTable = async (table) => {
        await createShopTable(client, table);
        return { library: library.open({ client, doc, table }), annotable: annotable.open({ client, table }) };
      };
      await use({ name, client, openTable });
    }
  } finally {
    await stop();
  }
}
