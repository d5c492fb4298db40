import { readFileSync, writeFileSync } from 'node:fs';
import { CONTENDERS } from '../harness/contenders.mjs';
import { ITEMS, OPERATIONS } from '../model/users.mjs';
import { chart } from './chart.mjs';
import { measuredOn } from './machine.mjs';
import { between, coldStartTable, firstAnswerTable, summaryTable } from './markdown.mjs';

const docs = new URL('../../docs/operate/', import.meta.url);

const summary = (measured, operations = OPERATIONS) => summaryTable(measured, CONTENDERS, operations);

const tables = {
  machine: ({ plan }) => plan && measuredOn(plan),
  cpu: ({ cpu }) => cpu && summary(cpu),
  allocations: ({ bytes }) => bytes && summary(bytes),
  'own work': ({ own }) => own && summary(own),
  'cold start': ({ coldStart }) => coldStart && coldStartTable(coldStart),
  'first answer': ({ firstAnswer }) => firstAnswer && firstAnswerTable(firstAnswer),
  engine: ({ engine }) =>
    engine &&
    [
      `Engine: ${engine.name}.`,
      summary(engine.perSecond, ['put', 'get', 'query']),
      'CPU of the client:',
      summary(engine.cpu, ['put', 'get', 'query']),
    ].join('\n\n'),
};

/** Writes the figures between the markers of docs/operate/performance.md, and the chart next to it. */
export function writeReport(measured) {
  const page = new URL('performance.md', docs);
  let text = readFileSync(page, 'utf8');
  for (const [marker, table] of Object.entries(tables)) {
    const content = table(measured);
    if (content !== undefined) text = between(text, marker, content);
  }
  writeFileSync(page, text);
  if (measured.cpu !== undefined) writeChart(measured.cpu);
}

function writeChart(cpu) {
  const groups = ['put', 'query', 'batchWrite'].map((operation) => ({
    heading: ITEMS[operation] > 1 ? `${operation} ${ITEMS[operation]}` : operation,
    bars: CONTENDERS.filter((name) => name !== 'raw' && cpu[name]?.[operation]).map((name) => ({
      name,
      ratio: cpu[name][operation].ratio,
    })),
  }));
  writeFileSync(
    new URL('performance.svg', docs),
    chart('CPU per operation, as a ratio to the raw client (logarithmic)', groups),
  );
}
