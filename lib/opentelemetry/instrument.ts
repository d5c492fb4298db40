import {
  context,
  type MeterProvider,
  metrics,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { type CheckOptions, kind, type OptionKind, optionRules } from '../errors/option-rules.ts';
import { type Instrumentation, instrumentations } from '../execution/instrumentations.ts';
import { errorText } from '../repository/operation-log.ts';
import { clientAttributes } from './client-attributes.ts';
import { reportAttributes, startAttributes } from './operation-attributes.ts';
import { OperationMeters } from './operation-meters.ts';

/** The providers of `instrument`. */
export interface InstrumentOptions {
  /** Creates the tracer of the spans. Default: the global provider of `@opentelemetry/api`. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Creates the meter of the metrics. Default: the global provider of `@opentelemetry/api`. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** A running instrumentation. */
export interface Instrumented {
  /** Ends the instrumentation. Operations that are running still end their spans. */
  stop(): void;
}

const provider = (method: string): OptionKind =>
  kind(
    `must be a provider with the method ${method}()`,
    (value) => typeof (value as Record<string, unknown> | null)?.[method] === 'function',
  );
const check: CheckOptions = optionRules<InstrumentOptions>({
  tracerProvider: provider('getTracer'),
  meterProvider: provider('getMeter'),
});

/** The name of the tracer and the meter. */
const scope = 'annotable';

/**
 * Creates a span and metrics for each operation of all repositories, transactions, and collections of the process.
 *
 * The span is a child of the active span of the caller, has the name `{operation} {table}` and the kind CLIENT, and is
 * active while the operation runs. Spans of HTTP requests are its children. A batch, and a reading of query or scan
 * results, has one span. Spans have no keys and no values.
 *
 * The metrics are `db.client.operation.duration` (seconds), the capacity units in `annotable.operation.read_units` and
 * `annotable.operation.write_units`, and the bytes in `annotable.operation.vector_search_bytes` and
 * `annotable.operation.vector_write_bytes`.
 *
 * @throws ConfigurationError `configuration.invalid` if an option is not a provider
 * @example
 * const instrumented = instrument();
 * await orders.update(1, { state: 'PAID' }); // a span `update orders`
 * // UpdateItem { ReturnConsumedCapacity: 'TOTAL', … }
 * instrumented.stop();
 */
export function instrument(options: InstrumentOptions = {}): Instrumented {
  check(options, 'annotable/opentelemetry', 'instrument');
  const { tracerProvider = trace, meterProvider = metrics } = options;
  const instrumentation = instrumentationOf(tracerProvider, meterProvider);
  instrumentations.push(instrumentation);
  return {
    stop: () => {
      const place = instrumentations.indexOf(instrumentation);
      if (place !== -1) instrumentations.splice(place, 1);
    },
  };
}

function instrumentationOf(
  tracers: Pick<TracerProvider, 'getTracer'>,
  meters: Pick<MeterProvider, 'getMeter'>,
): Instrumentation {
  const tracer = tracers.getTracer(scope);
  const operationMeters = new OperationMeters(meters.getMeter(scope));
  return (start, client) => {
    const attributes = startAttributes(start);
    const span = tracer.startSpan(`${start.operation} ${start.table}`, { kind: SpanKind.CLIENT, attributes });
    const active = trace.setSpan(context.active(), span);
    const ofClient = clientAttributes(client);
    return {
      run: (work) => context.with(active, work),
      end: (report) => {
        span.setAttributes({ ...reportAttributes(report), ...ofClient() });
        // The message of the error can contain keys.
        if (report.error !== undefined)
          span.setStatus({ code: SpanStatusCode.ERROR, message: errorText(report.error) });
        span.end();
        operationMeters.record(report, { ...attributes, ...ofClient() });
      },
    };
  };
}
