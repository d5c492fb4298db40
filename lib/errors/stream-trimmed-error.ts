import { AnnotableError } from './annotable-error.ts';

/** The part of a stream that is deleted. */
export interface TrimmedPart {
  /** The ARN of the stream. */
  readonly stream: string;
  /** Undefined if the whole stream is deleted. */
  readonly shard?: string | undefined;
  /** The sequence number of the last change that was read. Undefined if none was read. */
  readonly position?: string | undefined;
}

/**
 * Changes were deleted from a stream before they were read. DynamoDB keeps them for 24 hours.
 *
 * Code: `stream.trimmed`. `shard` is the shard with the lost changes, and `position` the last one that was read.
 *
 * Cure: Compare your copy of the data with the table, for example by a scan. To continue with the oldest change that is
 * left, pass `onTrimmed` to `readStream`, or delete the checkpoint.
 */
export class StreamTrimmedError extends AnnotableError {
  static override readonly errorName: string = 'StreamTrimmedError';
  readonly table: string;
  /** The ARN of the stream. */
  readonly stream: string;
  /** Undefined if the whole stream is deleted. */
  readonly shard: string | undefined;
  /** The sequence number of the last change that was read. Undefined if none was read. */
  readonly position: string | undefined;

  constructor(table: string, { stream, shard, position }: TrimmedPart, cause?: unknown) {
    const changes = position === undefined ? 'changes' : `changes after ${position}`;
    const place = shard === undefined ? `the stream ${stream}` : `the shard ${shard}`;
    super(
      'stream.trimmed',
      `${table}: ${changes} of ${place} may be lost, because a stream keeps changes for 24 hours; compare your data with ` +
        'the table, and pass onTrimmed to continue with the oldest change that is left',
      cause === undefined ? undefined : { cause },
    );
    this.table = table;
    this.stream = stream;
    this.shard = shard;
    this.position = position;
  }
}
