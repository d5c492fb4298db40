/** Spans and metrics of all operations, by the semantic conventions of OpenTelemetry for databases. @module */
export { type Instrumented, type InstrumentOptions, instrument } from './instrument.ts';
