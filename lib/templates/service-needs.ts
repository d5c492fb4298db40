import type { Need } from './needs.ts';
import type { StreamMethod, TrackerMethod, TrackerReadMethod, TrackerWriteMethod } from './policy-names.ts';

const tracker = (...actions: readonly string[]): readonly Need[] => [{ actions }];
const steps = tracker('UpdateItem');
const listed = (index: string): readonly Need[] => [{ actions: ['Query'], on: 'indexes', index }];

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
  readStream: [
    { actions: ['DescribeStream', 'GetRecords', 'GetShardIterator'], on: 'streams' },
    { actions: ['ListStreams'], on: 'any' },
  ],
};
