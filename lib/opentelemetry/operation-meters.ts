import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import type { OperationReport } from '../execution/instrumentations.ts';
import { errorAttributes } from './operation-attributes.ts';

/** The limits of the semantic conventions, in seconds. */
const explicitBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** The attributes of a span that are few enough for metrics. */
const ofMetrics = ['db.system.name', 'db.operation.name', 'db.collection.name', 'server.address', 'server.port'];

/** The metrics of operations. */
export class OperationMeters {
  readonly #duration: Histogram;
  readonly #readUnits: Counter;
  readonly #writeUnits: Counter;

  constructor(meter: Meter) {
    this.#duration = meter.createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      advice: { explicitBucketBoundaries },
    });
    this.#readUnits = meter.createCounter('annotable.operation.read_units', {
      description: 'Read capacity units that operations consumed.',
      unit: '{unit}',
    });
    this.#writeUnits = meter.createCounter('annotable.operation.write_units', {
      description: 'Write capacity units that operations consumed.',
      unit: '{unit}',
    });
  }

  /** @param ofSpan - the attributes of the span */
  record({ durationMs, readUnits, writeUnits, error }: OperationReport, ofSpan: Attributes): void {
    const attributes: Attributes = errorAttributes(error);
    for (const name of ofMetrics) if (ofSpan[name] !== undefined) attributes[name] = ofSpan[name];
    this.#duration.record(durationMs / 1_000, attributes);
    if (readUnits > 0) this.#readUnits.add(readUnits, attributes);
    if (writeUnits > 0) this.#writeUnits.add(writeUnits, attributes);
  }
}
