import { readFileSync, writeFileSync } from 'node:fs';
import { CONTENDERS } from '../harness/contenders.mjs';
import { ITEMS, OPERATIONS } from '../model/users.mjs';
import { chart } from './chart.mjs';
import { measuredOn } from './machine.mjs';
import { between, coldStartTable, summaryTable } from './markdown.mjs';

const docs = new URL('../../docs/', import.meta.url);

/** Writes the tables of docs/performance.md between their markers, and the chart beside it. */
export function writeReport({ plan, cpu, bytes, own, engine, coldStart }) {
  const page = new URL('performance.md', docs);
  const tables = {
    machine: measuredOn(plan),
    cpu: summaryTable(cpu, CONTENDERS, OPERATIONS),
    allocations: summaryTable(bytes, CONTENDERS, OPERATIONS),
    'own work': summaryTable(own, CONTENDERS, OPERATIONS),
    engine: `Engine: ${engine.name}.\n\n${summaryTable(engine.perSecond, CONTENDERS, ['put', 'get', 'query'])}\n\nCPU of the client:\n\n${summaryTable(engine.cpu, CONTENDERS, ['put', 'get', 'query'])}`,
    'cold start': coldStartTable(coldStart),
  };
  let text = readFileSync(page, 'utf8');
  for (const [marker, content] of Object.entries(tables)) text = between(text, marker, content);
  writeFileSync(page, text);
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
