import { Enum } from '../decorators/enum.ts';
import { Repository } from '../decorators/repository.ts';
import { Table } from '../decorators/table.ts';
import { StatusRecord } from './status-record.ts';
import { StatusTracker } from './status-tracker.ts';
import { Transitions } from './transitions.ts';

/** A tracked request of any kind: started, in progress, then succeeded or failed. */
@Table('request-status')
@Enum({ status: ['STARTED', 'IN_PROGRESS', 'SUCCESS', 'FAILED'] })
@Transitions({
  STARTED: ['IN_PROGRESS', 'SUCCESS', 'FAILED'],
  IN_PROGRESS: ['SUCCESS', 'FAILED'],
  SUCCESS: [],
  FAILED: [],
})
export class RequestStatus extends StatusRecord<'STARTED' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILED'> {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'RequestStatus';
}

/**
 * Tracks requests of any kind in the table `request-status`.
 *
 * @example
 * const tracker = new RequestStatusRepository(client);
 * await tracker.start('r-1');
 * await tracker.advance('r-1', 'IN_PROGRESS', { progress: 40, message: 'epoch 4 of 10' });
 * await tracker.succeed('r-1', { result: { accuracy: 0.93 } });
 * // one PutItem, then two UpdateItem
 */
@Repository(RequestStatus)
export class RequestStatusRepository extends StatusTracker<RequestStatus> {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'RequestStatusRepository';
}
