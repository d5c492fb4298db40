const operationOf = (command) => {
  const name = command.constructor.name.replace(/Command$/, '');
  const full = {
    Put: 'PutItem',
    Get: 'GetItem',
    Update: 'UpdateItem',
    BatchGet: 'BatchGetItem',
    BatchWrite: 'BatchWriteItem',
    TransactWrite: 'TransactWriteItems',
  };
  return full[name] ?? name;
};

/** Applies a conversion to every part of a command's input or output that contains attributes. */
function mapAttributes(value, map) {
  const { Item, Key, Attributes, ExpressionAttributeValues, Items, Responses, RequestItems, TransactItems } = value;
  const result = { ...value };
  if (Item) result.Item = map(Item);
  if (Key) result.Key = map(Key);
  if (Attributes) result.Attributes = map(Attributes);
  if (ExpressionAttributeValues) result.ExpressionAttributeValues = map(ExpressionAttributeValues);
  if (Items) result.Items = Items.map(map);
  if (Responses) result.Responses = byTable(Responses, (items) => items.map(map));
  if (RequestItems)
    result.RequestItems = byTable(RequestItems, (asked) =>
      asked.Keys ? asked.Keys.map(map) : asked.map(({ PutRequest }) => map(PutRequest.Item)),
    );
  if (TransactItems) result.TransactItems = TransactItems.map((action) => map((action.Put ?? action.Update).Item));
  return result;
}

const byTable = (tables, map) =>
  Object.fromEntries(Object.entries(tables).map(([table, value]) => [table, map(value)]));

/**
 * Replaces `send`, so that only the work of the library remains. For a document client, it still marshals and unmarshals
 * as lib-dynamodb does. So every contender begins with values and ends with AttributeValues.
 */
export async function stubSend(client, doc, outputs) {
  client.send = (command) => Promise.resolve(outputs[operationOf(command)]);
  if (!doc) return;
  const { marshall, unmarshall } = await import('@aws-sdk/util-dynamodb');
  doc.send = (command) => {
    mapAttributes(command.input, (attributes) => marshall(attributes));
    return Promise.resolve(mapAttributes(outputs[operationOf(command)], (attributes) => unmarshall(attributes)));
  };
}
