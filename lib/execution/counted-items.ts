type Lists = Readonly<Record<string, readonly unknown[] | undefined>>;

/** The members of requests that name items. */
interface CountedInput {
  readonly ReturnValues?: string | undefined;
  readonly RequestItems?: Lists | undefined;
  readonly TransactItems?: readonly { readonly ConditionCheck?: unknown }[] | undefined;
  readonly TransactStatements?: readonly unknown[] | undefined;
}

/** The members of responses that have items. */
interface CountedOutput {
  readonly Item?: unknown;
  readonly Items?: readonly unknown[] | undefined;
  readonly Count?: number | undefined;
  readonly SearchResults?: readonly unknown[] | undefined;
  readonly Attributes?: unknown;
  readonly UnprocessedItems?: Lists | undefined;
  readonly Responses?: Lists | readonly { readonly Item?: unknown; readonly Error?: unknown }[] | undefined;
}

const lengths = (lists: Lists = {}): number => Object.values(lists).reduce((sum, list) => sum + (list?.length ?? 0), 0);

/** Returns the number of items that a response has, or that its request wrote or deleted. */
export function countedItems(name: string, isRead: boolean, input: CountedInput, output: CountedOutput): number {
  const { Item, Items, SearchResults, Count = (Items ?? SearchResults)?.length ?? 0, Responses = {} } = output;
  switch (name) {
    case 'GetItem':
      return Item === undefined ? 0 : 1;
    case 'BatchWriteItem':
      return lengths(input.RequestItems) - lengths(output.UnprocessedItems);
    case 'TransactWriteItems':
      return (input.TransactItems ?? []).filter(({ ConditionCheck }) => ConditionCheck === undefined).length;
    case 'DeleteItem':
      return input.ReturnValues === 'ALL_OLD' && output.Attributes === undefined ? 0 : 1;
  }
  if (!isRead) return writtenByOthers(input, Responses);
  if (!Array.isArray(Responses)) return Count + lengths(Responses as Lists);
  return Responses.filter((response) => response.Item !== undefined).length;
}

/** `PutItem`, `UpdateItem`, and statements that write. */
function writtenByOthers(
  { TransactStatements }: CountedInput,
  responses: NonNullable<CountedOutput['Responses']>,
): number {
  if (TransactStatements !== undefined) return TransactStatements.length;
  return Array.isArray(responses) ? responses.filter((response) => response.Error === undefined).length : 1;
}
