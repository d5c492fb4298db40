import type { Need } from './needs.ts';
import type {
  LinkerMethod,
  LinkerReadMethod,
  LinkerWriteMethod,
  SpaceMethod,
  StorageAdapter,
  WriteMethod,
} from './policy-names.ts';

type Needs<Method extends string> = Readonly<Record<Method, readonly Need[]>>;

/** The first call of a linker, or of a space, finds its table. */
const opening: Need = { actions: ['DescribeTable', 'DescribeTimeToLive'] };

const opened = (...actions: readonly string[]): readonly Need[] => [opening, { actions }];

const reading = opened('BatchGetItem');
/** Documents of more than 350 KB compressed have parts. */
const storing = opened('PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem');
/** An expired document is deleted first. */
const adding: readonly Need[] = [
  ...storing,
  { actions: ['DeleteItem'] },
  { actions: ['GetItem'], afterLostResponse: true },
];
/** The response to a replacement of a document that is gone has no item, so it is read. */
const replacing: readonly Need[] = [...adding, { actions: ['GetItem'] }];
const deleting = opened('DeleteItem', 'BatchGetItem', 'BatchWriteItem');

/** @param list - the action that lists documents: a scan of the table, or a query of one space */
const linkerReads = (list: 'Scan' | 'Query'): Needs<LinkerReadMethod> => ({
  getJson: reading,
  getMap: reading,
  getEntry: reading,
  has: reading,
  keys: opened(list),
  entries: opened(list, 'BatchGetItem'),
});

const linkerWrites = (list: 'Scan' | 'Query'): Needs<LinkerWriteMethod> => ({
  putJson: storing,
  putIfAbsent: adding,
  replaceIf: replacing,
  deleteJson: deleting,
  flushDb: opened(list, 'BatchWriteItem'),
  sweep: opened(list, 'BatchGetItem', 'BatchWriteItem', 'UpdateItem', 'DeleteItem'),
});

const methodsOf = (list: 'Scan' | 'Query'): Needs<LinkerMethod> => ({
  connectionCheck: [opening],
  ...linkerReads(list),
  ...linkerWrites(list),
  dropTable: [{ actions: ['DeleteTable', 'DescribeTable'] }],
});

/** Returns the needs of all methods that an adapter calls. */
const all = (...needs: readonly (readonly Need[])[]): readonly Need[] => needs.flat();

type LinkerAdapter = 'KeyvLinker' | 'LinkerByteStore' | 'LinkerStore';

function adaptersOf({ getMap, has, putJson, deleteJson, keys, entries }: Needs<LinkerMethod>): Needs<LinkerAdapter> {
  const store = all(getMap, putJson, deleteJson, keys);
  return { KeyvLinker: all(store, has, entries), LinkerByteStore: store, LinkerStore: store };
}

const linker = methodsOf('Scan');
const ofSpaces = methodsOf('Query');

/** What a `DynamoLinker` sends, with the adapters over it. */
export const linkerNeeds: Needs<LinkerMethod | LinkerAdapter> = { ...linker, ...adaptersOf(linker) };

export const linkerReadMethods = Object.keys(linkerReads('Scan')) as readonly LinkerReadMethod[];
export const linkerWriteMethods = Object.keys(linkerWrites('Scan')) as readonly LinkerWriteMethod[];

const [list, names, clear] = [ofSpaces.entries, ofSpaces.keys, ofSpaces.flushDb];
/** A `SpaceLog` adds entries under a condition. */
const log = all(list, names, adding, clear);

/** What `DynamoSpaces`, its spaces, and its linkers send, with the adapters over them. */
export const spaceNeeds: Needs<
  | LinkerMethod
  | SpaceMethod
  | Exclude<StorageAdapter, 'RepositoryVectorStore'>
  | Extract<WriteMethod, 'put' | 'putMany' | 'update' | 'delete'>
  | 'get'
  | 'getMany'
> = {
  ...ofSpaces,
  open: [opening],
  get: reading,
  getMany: reading,
  list,
  names,
  'spaces.names': opened('Scan'),
  put: storing,
  putMany: storing,
  update: replacing,
  delete: deleting,
  clear,
  ...adaptersOf(ofSpaces),
  DynamoChatHistory: log,
  DynamoRecordManager: all(reading, list, storing, deleting),
  DynamoSaver: all(list, replacing, clear),
  DynamoSession: all(log, replacing),
  DynamoStorage: all(reading, names, storing, deleting),
  DynamoStore: all(reading, list, storing, deleting),
  spaceDriver: all(reading, names, storing, deleting, clear),
};
