import { Link } from '../linker/link.ts';
import type { Schema } from '../schema/schema.ts';
import { StatusRecord } from '../status/status-record.ts';
import { itemNeeds, readMethods, writeMethods } from './item-needs.ts';
import type { Need } from './needs.ts';
import type { PolicyGroup, PolicyMethod } from './policy-names.ts';
import {
  linkerNeeds,
  linkerReadMethods,
  linkerWriteMethods,
  streamNeeds,
  trackerNeeds,
  trackerReadMethods,
  trackerWriteMethods,
} from './service-needs.ts';
import { tableNeeds } from './table-needs.ts';

const read: readonly PolicyMethod[] = [...readMethods, ...linkerReadMethods, ...trackerReadMethods];
const write: readonly PolicyMethod[] = [...writeMethods, ...linkerWriteMethods, ...trackerWriteMethods];
const table: readonly PolicyMethod[] = ['table.plan', 'table.create', 'table.ensure', 'table.createIndex'];
const stream: readonly PolicyMethod[] = ['readStream'];

/** The methods of each group. */
export const policyGroups: Readonly<Record<PolicyGroup, readonly PolicyMethod[]>> = {
  read,
  write,
  table,
  stream,
  all: [...read, ...write, ...table, ...stream],
};

/** All names that a policy accepts. */
export const policyOperations: readonly string[] = [
  ...Object.keys(policyGroups),
  ...[itemNeeds, tableNeeds, linkerNeeds, trackerNeeds, streamNeeds].flatMap((needs) => Object.keys(needs)),
];

type Needs = Readonly<Record<string, readonly Need[]>>;

/** Returns what a method sends for the items of a class. Empty if the class has no such method, or refuses it. */
export function needsOf(schema: Schema, method: PolicyMethod): readonly Need[] {
  const needs: Needs = { ...itemNeeds, ...tableNeeds, ...streamOf(schema), ...ownNeeds(schema) };
  return (Object.hasOwn(needs, method) ? (needs[method] ?? []) : []).filter((need) => need.if?.(schema) !== false);
}

const streamOf = ({ table: { stream: view } }: Schema): Needs => (view === undefined ? {} : streamNeeds);

function ownNeeds({ model }: Schema): Needs {
  if (model === Link) return linkerNeeds;
  if (!(model?.prototype instanceof StatusRecord)) return {};
  // A tracker deletes requests one by one, and their results in its linker.
  return { ...trackerNeeds, deleteMany: itemNeeds.deleteIfExists };
}
