/** Loggers, reports, and instrumentation: what the compiler accepts and refuses. */
import { trace } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { Attribute, BaseRepository, type OperationReport, PartitionKey, Repository, Table } from 'annotable';
import { instrument } from 'annotable/opentelemetry';
import type { Equal, Expect } from './equal.ts';

@Table('orders')
class Order {
  @PartitionKey() @Attribute(String) id!: string;
}

@Repository(Order)
class Orders extends BaseRepository<Order, 'id'> {}

/** The form of the methods of pino. */
interface PinoMethod {
  (message: string, ...values: unknown[]): void;
  (object: object, message?: string, ...values: unknown[]): void;
}
declare const pino: { debug: PinoMethod; info: PinoMethod; warn: PinoMethod; error: PinoMethod; level: string };

/** The form of the methods of winston. */
interface WinstonMethod {
  (message: string, callback: () => void): typeof winston;
  (message: string, ...meta: unknown[]): typeof winston;
  (infoObject: object): typeof winston;
}
declare const winston: { debug: WinstonMethod; info: WinstonMethod; warn: WinstonMethod; error: WinstonMethod };

// Accepted: loggers of any library, and providers of OpenTelemetry.

for (const logger of [console, pino, winston]) new Orders(undefined, { logger });
new Orders(undefined, { slowMs: 200, onSlow: ({ operation, durationMs }) => console.warn(operation, durationMs) });
new Orders(undefined, { onSlow: async (report) => void (await Promise.resolve(report)) });

const { stop } = instrument({ tracerProvider: new BasicTracerProvider(), meterProvider: new MeterProvider() });
instrument({ tracerProvider: trace });
stop();

declare const report: OperationReport;
type _Index = Expect<Equal<OperationReport['index'], string | undefined>>;
type _Error = Expect<Equal<OperationReport['error'], unknown>>;

// Refused.

// @ts-expect-error: a logger needs `error`
new Orders(undefined, { logger: { debug: console.debug, warn: console.warn } });
// @ts-expect-error: the lines are texts
new Orders(undefined, { logger: { ...console, debug: (line: number) => line } });
// @ts-expect-error: a tracer is no provider
instrument({ tracerProvider: trace.getTracer('orders') });
// @ts-expect-error: a report can't be changed
report.items = 1;
