import type { Calls } from '../execution/calls.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';

/** The operations of `raw`: all that read, search, or write items. */
export type RawOperation =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan'
  | 'SearchVectors'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'TransactGetItems'
  | 'TransactWriteItems'
  | 'ExecuteStatement'
  | 'BatchExecuteStatement'
  | 'ExecuteTransaction';

/** The functions and names to build a raw request with. Every function throws if the value doesn't fit the class. */
export interface RawParts {
  /** The table name for batches, or the quoted name for PartiQL statements. */
  readonly table: string;
  /** Returns the placeholder of a path: `name('address.city')` → `#0.#1`. */
  readonly name: (path: string) => string;
  /** Returns the placeholder of a value with the type of a path: `value('visits', 3)` → `:2`. */
  readonly value: (path: string, value: unknown) => string;
  /** Returns the stored form of a value with the type of a path, for the parameters of a statement. */
  readonly parameter: (path: string, value: unknown) => AttributeValue;
  /** Returns the stored form of a key. */
  readonly key: (key: unknown) => StoredItem;
  /** Returns the stored form of a whole item. */
  readonly item: (item: unknown) => StoredItem;
}

type Unfilled<Fields> = Omit<Fields, 'TableName' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;

/** The actions of a transaction, without the fields that are filled in. */
type UnfilledActions<Action> = { [Kind in keyof Action]: Unfilled<NonNullable<Action[Kind]>> }[];

type RawInputOf<Input> = Input extends { readonly TransactItems: readonly (infer Action)[] | undefined }
  ? Omit<Input, 'TransactItems'> & { TransactItems: UnfilledActions<Action> }
  : Unfilled<Input>;

type RawInputs = { [Name in RawOperation]: RawInputOf<Calls[Name]['input']> };

/** The input of the SDK's command, without the fields that are filled in. */
export type RawInput<Name extends RawOperation> = RawInputs[Name];

type RawBuilds = { [Name in RawOperation]: (parts: RawParts) => RawInputs[Name] };

/** Builds a raw request. */
export type RawBuild<Name extends RawOperation> = RawBuilds[Name];

/** A response, or one response of a batch, with items as instances. */
type Hydrated<Output, T> = {
  [Field in keyof Output]: Field extends 'Item' | 'Attributes'
    ? T | undefined
    : Field extends 'Items'
      ? T[] | undefined
      : Field extends 'SearchResults'
        ? FoundItems<NonNullable<Output[Field]>, T> | undefined
        : Field extends 'Responses'
          ? HydratedResponses<NonNullable<Output[Field]>, T> | undefined
          : Output[Field];
};

type FoundItems<All, T> = All extends readonly (infer One)[] ? (Omit<One, 'Item'> & { Item: T })[] : never;

type HydratedResponses<All, T> = All extends readonly (infer One)[] ? Hydrated<One, T>[] : Record<string, T[]>;

/** The output of the SDK's command, with items as instances. */
export type RawOutput<Name extends RawOperation, T> = Hydrated<Calls[Name]['output'], T>;
