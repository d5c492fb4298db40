import type { Need } from './needs.ts';
import type {
  LinkerMethod,
  LinkerReadMethod,
  LinkerWriteMethod,
  StreamMethod,
  TrackerMethod,
  TrackerReadMethod,
  TrackerWriteMethod,
} from './policy-names.ts';

/** The first call of a linker finds its table. */
const opening: Need = { actions: ['DescribeTable', 'DescribeTimeToLive'] };

const linker = (...actions: readonly string[]): readonly Need[] => [opening, { actions }];
const tracker = (...actions: readonly string[]): readonly Need[] => [{ actions }];
const steps = tracker('UpdateItem');
const listed = (index: string): readonly Need[] => [{ actions: ['Query'], on: 'indexes', index }];

const linkerReads: Readonly<Record<LinkerReadMethod, readonly Need[]>> = {
  getJson: linker('BatchGetItem'),
  getMap: linker('BatchGetItem'),
  getEntry: linker('BatchGetItem'),
  has: linker('BatchGetItem'),
  keys: linker('Scan'),
  entries: linker('Scan', 'BatchGetItem'),
};

/** Documents of more than 350 KB compressed have parts. */
const storing = linker('PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem');
/** An expired document is deleted first. */
const replacing = linker('PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem', 'DeleteItem', 'GetItem');
const linkerWrites: Readonly<Record<LinkerWriteMethod, readonly Need[]>> = {
  putJson: storing,
  putIfAbsent: replacing,
  replaceIf: replacing,
  deleteJson: linker('DeleteItem', 'BatchGetItem', 'BatchWriteItem'),
  flushDb: linker('Scan', 'BatchWriteItem'),
  sweep: linker('Scan', 'BatchGetItem', 'BatchWriteItem', 'UpdateItem', 'DeleteItem'),
};

/** What the methods of a linker send. */
export const linkerNeeds: Readonly<Record<LinkerMethod, readonly Need[]>> = {
  connectionCheck: [opening],
  ...linkerReads,
  ...linkerWrites,
  dropTable: [{ actions: ['DeleteTable', 'DescribeTable'] }],
};

export const linkerReadMethods = Object.keys(linkerReads) as readonly LinkerReadMethod[];
export const linkerWriteMethods = Object.keys(linkerWrites) as readonly LinkerWriteMethod[];

const trackerReads: Readonly<Record<TrackerReadMethod, readonly Need[]>> = {
  waitFor: tracker('GetItem'),
  watch: tracker('GetItem'),
  history: tracker('GetItem'),
  findStale: listed('open'),
  listByUser: listed('byUser'),
  counts: listed('byStatus'),
  listByStatus: [...listed('byStatus'), { actions: ['BatchGetItem'] }],
};

const trackerWrites: Readonly<Record<TrackerWriteMethod, readonly Need[]>> = {
  start: tracker('PutItem'),
  startIfNew: tracker('PutItem'),
  advance: steps,
  progress: steps,
  succeed: steps,
  fail: steps,
  cancel: steps,
  confirmCancel: steps,
  redrive: tracker('UpdateItem', 'GetItem'),
  claim: steps,
  heartbeat: steps,
};

/** What the methods of a tracker send to its own table. */
export const trackerNeeds: Readonly<Record<TrackerMethod, readonly Need[]>> = { ...trackerReads, ...trackerWrites };

export const trackerReadMethods = Object.keys(trackerReads) as readonly TrackerReadMethod[];
export const trackerWriteMethods = Object.keys(trackerWrites) as readonly TrackerWriteMethod[];

/** What readers of streams send. Lambda sends the same for a function with a stream. */
export const streamNeeds: Readonly<Record<StreamMethod, readonly Need[]>> = {
  readStream: [{ actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'], on: 'streams' }],
};
