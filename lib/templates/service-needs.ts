import type { Need } from './needs.ts';
import type { LinkerMethod, StreamMethod, TrackerMethod } from './policy-names.ts';

/** The first call of a linker finds its table. */
const opening: Need = { actions: ['DescribeTable', 'DescribeTimeToLive'] };

const linker = (...actions: readonly string[]): readonly Need[] => [opening, { actions }];
const tracker = (...actions: readonly string[]): readonly Need[] => [{ actions }];
const steps = tracker('UpdateItem');
const listed = (index: string): readonly Need[] => [{ actions: ['Query'], on: 'indexes', index }];

/** What the methods of a linker send. Documents of more than 350 KB compressed have parts. */
export const linkerNeeds: Readonly<Record<LinkerMethod, readonly Need[]>> = {
  connectionCheck: [opening],
  putJson: linker('PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem'),
  putIfAbsent: linker('PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem'),
  replaceIf: linker('PutItem', 'BatchGetItem', 'UpdateItem', 'BatchWriteItem'),
  getJson: linker('BatchGetItem'),
  getMap: linker('BatchGetItem'),
  getEntry: linker('BatchGetItem'),
  has: linker('BatchGetItem'),
  deleteJson: linker('DeleteItem', 'BatchGetItem', 'BatchWriteItem'),
  keys: linker('Scan'),
  entries: linker('Scan', 'BatchGetItem'),
  flushDb: linker('Scan', 'BatchWriteItem'),
  sweep: linker('Scan', 'BatchGetItem', 'BatchWriteItem', 'UpdateItem', 'DeleteItem'),
  dropTable: [{ actions: ['DeleteTable', 'DescribeTable'] }],
};

/** What the methods of a tracker send to its own table. */
export const trackerNeeds: Readonly<Record<TrackerMethod, readonly Need[]>> = {
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
  waitFor: tracker('GetItem'),
  watch: tracker('GetItem'),
  history: tracker('GetItem'),
  findStale: listed('open'),
  listByUser: listed('byUser'),
  counts: listed('byStatus'),
  listByStatus: [...listed('byStatus'), { actions: ['BatchGetItem'] }],
};

/** What readers of streams send. Lambda sends the same for a function with a stream. */
export const streamNeeds: Readonly<Record<StreamMethod, readonly Need[]>> = {
  readStream: [{ actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'], on: 'streams' }],
};
