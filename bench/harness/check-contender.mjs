import { readFileSync } from 'node:fs';
import { OPERATIONS } from '../model/users.mjs';
import { readDifferences, requestDifferences } from './compare.mjs';
import { setUp } from './set-up.mjs';

const listed = JSON.parse(readFileSync(new URL('../contenders/differences.json', import.meta.url), 'utf8'));
let raw;

/** Differences between a contender and the raw client, each with its reason if one is listed. */
export async function differences(name) {
  raw ??= (await setUp('raw')).once;
  const { once } = await setUp(name);
  return OPERATIONS.flatMap((operation) => {
    const did = once[operation];
    const found = did
      ? [...requestDifferences(did.requests, raw[operation].requests), ...readDifferences(operation, did.result)]
      : ['is not there'];
    return found.map((difference) => ({
      operation,
      difference,
      reason: listed[name]?.[`${operation}: ${difference}`] ?? listed[name]?.[`*: ${difference}`],
    }));
  });
}
