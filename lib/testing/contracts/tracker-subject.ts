import { schemaOf } from '../../decorators/schema-of.ts';
import { RequestStatus } from '../../status/request-status.ts';
import type { StateMachine } from '../../status/state-machine.ts';
import type { StatusRecord } from '../../status/status-record.ts';
import type { StatusTracker } from '../../status/status-tracker.ts';
import { machineOf } from '../../status/transitions.ts';
import { fake } from '../fake/fake.ts';
import { type ContractNeed, type ContractTest, movedClock } from './contract-test.ts';

/** Creates a tracker whose table exists, with the clock of the test. It may have requests of other tests. */
export type MakeTracker<R extends StatusRecord> = (options: {
  readonly clock: () => number;
}) => StatusTracker<R> | Promise<StatusTracker<R>>;

/** What a test of a tracker works with. */
export interface TrackerSubject {
  readonly tracker: StatusTracker<StatusRecord>;
  readonly machine: StateMachine;
  readonly time: { now: number };
  /** Options of a start, with made-up values for the own attributes of the class. */
  readonly required: { readonly attributes?: object };
  /** Starts a request and returns its id. */
  start(): Promise<string>;
  /** Takes the steps from the first status of a request to another one. The last step is left to the caller. */
  goBefore(id: string, status: string): Promise<void>;
}

/** A test of a tracker. */
export interface TrackerCase {
  readonly name: string;
  readonly needs?: readonly ContractNeed[];
  readonly body: (subject: TrackerSubject) => Promise<void>;
}

let requests = 0;

/** Returns an id that no other request of this run has. */
export const newId = (): string => `contract-${process.pid}-${Date.now().toString(36)}-${requests++}`;

/** Returns the test of a case. */
export const trackerTest = <R extends StatusRecord>(
  { name, needs = [], body }: TrackerCase,
  make: MakeTracker<R>,
): ContractTest => ({
  name,
  needs,
  async run() {
    const time = movedClock();
    const tracker = (await make({ clock: time.clock })) as unknown as StatusTracker<StatusRecord>;
    const machine = machineOf(tracker.schema);
    const required = requiredOf(tracker);
    const start = async (): Promise<string> => (await tracker.start(newId(), required)).requestId;
    const goBefore = async (id: string, status: string): Promise<void> => {
      for (const next of wayTo(machine, status).slice(0, -1)) await tracker.advance(id, next);
    };
    await body({ tracker, machine, time, required, start, goBefore });
  },
});

/** Returns made-up values for the attributes that a class has in addition to `StatusRecord`. */
function requiredOf({ schema }: StatusTracker<StatusRecord>): { readonly attributes?: object } {
  const known = schemaOf(RequestStatus).attributes;
  const own = Object.entries(fake(schema)).filter(([property]) => !Object.hasOwn(known, property));
  return own.length === 0 ? {} : { attributes: Object.fromEntries(own) };
}

/** Returns the statuses of the shortest way from the first status to another, without the first. */
export function wayTo(machine: StateMachine, target: string): readonly string[] {
  const ways = new Map<string, readonly string[]>([[machine.initial, []]]);
  // A map also visits the entries that are added meanwhile.
  for (const [from, way] of ways)
    for (const next of machine.after(from)) if (!ways.has(next)) ways.set(next, [...way, next]);
  return ways.get(target) ?? [];
}
