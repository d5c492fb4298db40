import {
  Attribute,
  type Client,
  Enum,
  Repository,
  RequestStatusRepository,
  StatusRecord,
  StatusTracker,
  type StatusTrackerOptions,
  Table,
  Transitions,
} from 'annotable';

type RunStatus = 'QUEUED' | 'STARTING' | 'TRAINING' | 'SUCCESS' | 'ERROR' | 'CANCELLED';

/** A record class with own statuses and attributes. */
@Table('runs')
@Enum({ status: ['QUEUED', 'STARTING', 'TRAINING', 'SUCCESS', 'ERROR', 'CANCELLED'] })
@Transitions({
  QUEUED: ['STARTING', 'ERROR', 'CANCELLED'],
  STARTING: ['TRAINING', 'ERROR', 'CANCELLED'],
  TRAINING: ['SUCCESS', 'ERROR', 'CANCELLED'],
  SUCCESS: [],
  ERROR: [],
  CANCELLED: [],
})
export class Run extends StatusRecord<RunStatus> {
  @Attribute(String) model!: string;
  @Attribute(Number, { optional: true }) epochs?: number;
}

@Repository(Run)
export class Runs extends StatusTracker<Run> {}

/** Returns a clock that tests set. */
export function testClock(): { now: number; clock: () => number } {
  const time = { now: Date.parse('2026-06-01T08:00:00.000Z'), clock: () => time.now };
  return time;
}

export const runsOf = (client: Client, tableName: string, options: StatusTrackerOptions<RunStatus> = {}): Runs =>
  new Runs(client, { ...options, tableName });

export const requestsOf = (client: Client, tableName: string, options: StatusTrackerOptions = {}) =>
  new RequestStatusRepository(client, { ...options, tableName });
