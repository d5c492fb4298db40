/** A rule of the fault proxy. The head of fault-proxy.mjs documents all rules. */
export interface FaultRule {
  readonly name?: string;
  readonly op?: string;
  readonly fault?: string;
  readonly when?: {
    readonly p?: number;
    readonly every?: number;
    readonly times?: number;
    readonly after?: number;
    readonly first?: number;
  };
  readonly delayMs?: number | readonly [number, number];
  readonly fraction?: number;
  readonly count?: number;
  readonly limit?: number;
  readonly chunk?: number;
  readonly everyMs?: number;
  readonly phase?: 'before' | 'during' | 'after';
  readonly restartAfterMs?: number;
  readonly status?: number;
  readonly type?: string;
  readonly codes?: readonly string[];
}

/** A set of faults under which the operations run. */
export interface Plan {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  /** True if responses of writes are lost, so the SDK repeats writes that are done. */
  readonly loses?: boolean;
  /** True if the engine is killed. It then loses the tokens of its transactions. */
  readonly kills?: boolean;
  /** Part of the operations that are aborted while they run, from 0 to 1. */
  readonly aborts?: number;
  /** Milliseconds of each operation. Default 5,000. */
  readonly timeoutMs?: number;
  /** Attempts of the SDK. Default 4. */
  readonly attempts?: number;
  /** Milliseconds between attempts. Default 2. */
  readonly delayMs?: number;
  /** True if every response is an error after which nothing must be repeated. */
  readonly isHopeless?: boolean;
}

const reads = '/^(GetItem|BatchGetItem|Query|Scan|TransactGetItems)$/';
const singles = '/^(PutItem|UpdateItem|DeleteItem)$/';
const batches = 'BatchWriteItem';
const transactions = 'TransactWriteItems';
const writes = '/^(PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems)$/';
const pages = '/^(Query|Scan)$/';

/** Returns a rule for one fault that occurs in a part of the calls. */
const now = (fault: string, op: string, p: number, more: Partial<FaultRule> = {}): FaultRule => ({
  op,
  fault,
  when: { p },
  ...more,
});

const kill = (phase: 'before' | 'during' | 'after', op: string): Plan => ({
  name: `kill-${phase}-${op === transactions ? 'transactions' : op === batches ? 'batches' : 'writes'}`,
  rules: [{ op, fault: 'killEngine', phase, when: { every: op === writes ? 150 : 20, times: 5 }, restartAfterMs: 20 }],
  loses: true,
  kills: true,
  attempts: 12,
  delayMs: 25,
});

/** Returns a plan whose requests are all rejected. Each must cost one request. */
const hopeless = (name: string, fault: string): Plan => ({
  name,
  rules: [fault === 'validation' ? { fault: 'error', status: 400, type: 'ValidationException' } : { fault }],
  isHopeless: true,
});

export const plans: readonly Plan[] = [
  { name: 'none', rules: [] },
  { name: 'throttled-reads', rules: [now('throttle', reads, 0.2)] },
  { name: 'throttled-writes', rules: [now('throttle', writes, 0.2)] },
  {
    name: 'throttled-all-kinds',
    rules: [now('throttle', '*', 0.08), now('throttling', '*', 0.08), now('requestLimit', '*', 0.08)],
  },
  {
    name: 'throttle-storm',
    rules: [{ fault: 'throttle', when: { after: 300, first: 1_500 } }, now('throttle', '*', 0.3)],
    timeoutMs: 100,
    loses: true,
  },
  { name: 'unavailable', rules: [now('internal', '*', 0.08), now('unavailable', '*', 0.08)], loses: true },
  { name: 'reset-before-reads', rules: [now('reset', reads, 0.15)] },
  { name: 'reset-before-writes', rules: [now('reset', singles, 0.15)], loses: true },
  { name: 'reset-after-writes', rules: [now('resetAfter', singles, 0.15)], loses: true },
  { name: 'reset-after-batches', rules: [now('resetAfter', batches, 0.3)], loses: true },
  { name: 'reset-after-transactions', rules: [now('resetAfter', transactions, 0.3)], loses: true },
  { name: 'error-after-writes', rules: [now('errorAfter', singles, 0.15)], loses: true },
  { name: 'error-after-batches', rules: [now('errorAfter', batches, 0.3)], loses: true },
  { name: 'error-after-transactions', rules: [now('errorAfter', transactions, 0.3)], loses: true },
  {
    name: 'all-answers-lost',
    rules: [now('resetAfter', singles, 0.3), now('resetAfter', batches, 0.5), now('resetAfter', transactions, 0.5)],
    loses: true,
    attempts: 2,
  },
  {
    name: 'never-repeated',
    rules: [now('resetAfter', writes, 0.2), now('reset', writes, 0.2)],
    loses: true,
    attempts: 1,
  },
  { name: 'truncated-reads', rules: [now('truncate', reads, 0.15)] },
  { name: 'truncated-writes', rules: [now('truncate', writes, 0.15)], loses: true },
  { name: 'not-json', rules: [now('garbage', '*', 0.1)], loses: true },
  { name: 'slow-answers', rules: [now('slowBody', '*', 0.05, { chunk: 128, everyMs: 1 })] },
  { name: 'hang-reads', rules: [now('hang', reads, 0.03)], timeoutMs: 80 },
  { name: 'hang-before-writes', rules: [now('hang', writes, 0.03)], timeoutMs: 80, loses: true },
  { name: 'hang-after-writes', rules: [now('hangAfter', writes, 0.03)], timeoutMs: 80, loses: true },
  { name: 'late-writes', rules: [{ op: writes, delayMs: [0, 60], when: { p: 0.2 } }], timeoutMs: 40, loses: true },
  { name: 'aborted', rules: [{ delayMs: [0, 6], when: { p: 0.5 } }], aborts: 0.2, loses: true },
  {
    name: 'aborted-and-lost',
    rules: [now('resetAfter', writes, 0.15), now('throttle', '*', 0.1)],
    aborts: 0.15,
    delayMs: 5,
    loses: true,
  },
  { name: 'unprocessed-half', rules: [now('unprocessed', '/^Batch/', 0.5, { fraction: 0.5 })] },
  { name: 'unprocessed-all', rules: [now('unprocessed', '/^Batch/', 0.5, { fraction: 1 })] },
  { name: 'unprocessed-for-ever', rules: [now('unprocessed', '/^Batch/', 1, { count: 3 })], timeoutMs: 150 },
  {
    name: 'unprocessed-and-lost',
    rules: [
      now('unprocessed', '/^Batch/', 0.4, { fraction: 0.5 }),
      now('resetAfter', batches, 0.3),
      now('throttle', batches, 0.2),
    ],
    loses: true,
  },
  { name: 'short-pages', rules: [now('smallPage', pages, 0.5, { limit: 2 })] },
  { name: 'empty-pages', rules: [now('emptyPage', pages, 0.4), now('smallPage', pages, 0.4, { limit: 5 })] },
  {
    name: 'failing-pages',
    rules: [now('reset', pages, 0.3), now('throttle', pages, 0.2), now('smallPage', pages, 0.5, { limit: 3 })],
    attempts: 2,
  },
  { name: 'stale-reads', rules: [now('stale', reads, 1)] },
  { name: 'transaction-conflicts', rules: [now('txCanceled', transactions, 0.3), now('txConflict', singles, 0.2)] },
  {
    name: 'transactions-in-progress',
    rules: [now('txInProgress', transactions, 0.2), now('resetAfter', transactions, 0.2)],
    loses: true,
  },
  {
    name: 'conflicts-and-lost',
    rules: [
      now('txCanceled', transactions, 0.15),
      now('txConflict', singles, 0.1),
      now('resetAfter', writes, 0.1),
      now('errorAfter', writes, 0.1),
    ],
    loses: true,
  },
  { name: 'expired-credentials', rules: [now('expiredToken', '*', 0.1)] },
  { name: 'denied', rules: [now('accessDenied', '*', 0.1)] },
  hopeless('always-expired-credentials', 'expiredToken'),
  hopeless('always-denied', 'accessDenied'),
  hopeless('always-invalid', 'validation'),
  kill('before', writes),
  kill('during', writes),
  kill('after', writes),
  kill('during', batches),
  kill('after', batches),
  kill('during', transactions),
  kill('after', transactions),
  {
    name: 'everything',
    rules: [
      { op: '*', delayMs: [0, 4], when: { p: 0.1 } },
      now('throttle', '*', 0.04),
      now('internal', '*', 0.02),
      now('reset', '*', 0.03),
      now('resetAfter', writes, 0.04),
      now('errorAfter', writes, 0.03),
      now('truncate', '*', 0.02),
      now('hangAfter', writes, 0.005),
      now('hang', '*', 0.005),
      now('unprocessed', '/^Batch/', 0.2),
      now('smallPage', pages, 0.2, { limit: 3 }),
      now('txCanceled', transactions, 0.05),
    ],
    timeoutMs: 150,
    aborts: 0.03,
    loses: true,
  },
  {
    name: 'everything-and-kills',
    rules: [
      {
        name: 'kill',
        op: writes,
        fault: 'killEngine',
        phase: 'during',
        when: { every: 150, times: 4 },
        restartAfterMs: 20,
      },
      now('throttle', '*', 0.04),
      now('resetAfter', writes, 0.05),
      now('truncate', '*', 0.03),
      now('unprocessed', '/^Batch/', 0.2),
      now('smallPage', pages, 0.2, { limit: 3 }),
    ],
    loses: true,
    kills: true,
    attempts: 12,
    delayMs: 25,
  },
];
