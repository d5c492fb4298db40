import type { Calls } from '../execution/calls.ts';
import type { AttributeValue, StoredItem } from '../sdk-types.ts';

/** The calls that `raw` makes: all that read or write items. */
export type RawOperation =
  | 'GetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'TransactGetItems'
  | 'TransactWriteItems'
  | 'ExecuteStatement'
  | 'BatchExecuteStatement'
  | 'ExecuteTransaction';

/** What a raw request is written with. Every function refuses what the class can't have. */
export interface RawParts {
  /** The table's name, as batches want it; quoted, as PartiQL wants it, for statements. */
  readonly table: string;
  /** The placeholder of a path: `name('address.city')` → `#0.#1`. */
  readonly name: (path: string) => string;
  /** The placeholder of a value of a path's type: `value('visits', 3)` → `:2`. */
  readonly value: (path: string, value: unknown) => string;
  /** The stored form of a value of a path's type, for the parameters of a statement. */
  readonly parameter: (path: string, value: unknown) => AttributeValue;
  /** The stored form of a key. */
  readonly key: (key: unknown) => StoredItem;
  /** The stored form of a whole item. */
  readonly item: (item: unknown) => StoredItem;
}

type Unfilled<Fields> = Omit<Fields, 'TableName' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;

/** The actions of a transaction, in each of which the same is filled in. */
type UnfilledActions<Action> = { [Kind in keyof Action]: Unfilled<NonNullable<Action[Kind]>> }[];

type RawInputOf<Input> = Input extends { readonly TransactItems: readonly (infer Action)[] | undefined }
  ? Omit<Input, 'TransactItems'> & { TransactItems: UnfilledActions<Action> }
  : Unfilled<Input>;

type RawInputs = { [Name in RawOperation]: RawInputOf<Calls[Name]['input']> };

/** What the SDK's command takes, without what is filled in. */
export type RawInput<Name extends RawOperation> = RawInputs[Name];

type RawBuilds = { [Name in RawOperation]: (parts: RawParts) => RawInputs[Name] };

/** Writes a raw request. */
export type RawBuild<Name extends RawOperation> = RawBuilds[Name];

/** An answer, or one of the answers that it is made of, with items as instances. */
type Hydrated<Output, T> = {
  [Field in keyof Output]: Field extends 'Item' | 'Attributes'
    ? T | undefined
    : Field extends 'Items'
      ? T[] | undefined
      : Field extends 'Responses'
        ? HydratedAnswers<NonNullable<Output[Field]>, T> | undefined
        : Output[Field];
};

type HydratedAnswers<All, T> = All extends readonly (infer One)[] ? Hydrated<One, T>[] : Record<string, T[]>;

/** What the SDK's command gives, with items as instances. */
export type RawOutput<Name extends RawOperation, T> = Hydrated<Calls[Name]['output'], T>;
