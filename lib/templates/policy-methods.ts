import { Entry } from '../linker/entry.ts';
import { Link } from '../linker/link.ts';
import type { Schema } from '../schema/schema.ts';
import { StatusRecord } from '../status/status-record.ts';
import { linkerNeeds, linkerReadMethods, linkerWriteMethods, spaceNeeds } from './document-needs.ts';
import { itemNeeds, readMethods, writeMethods } from './item-needs.ts';
import { isOfSpaces } from './model-tables.ts';
import type { Need } from './needs.ts';
import type { PolicyGroup, PolicyMethod, SpaceReadMethod } from './policy-names.ts';
import { streamNeeds, trackerNeeds, trackerReadMethods, trackerWriteMethods } from './service-needs.ts';
import { tableNeeds } from './table-needs.ts';

const spaceReads: readonly SpaceReadMethod[] = ['list', 'names', 'spaces.names'];
const read: readonly PolicyMethod[] = [...readMethods, ...linkerReadMethods, ...spaceReads, ...trackerReadMethods];
const write: readonly PolicyMethod[] = [...writeMethods, ...linkerWriteMethods, 'clear', ...trackerWriteMethods];
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

type Needs = Readonly<Record<string, readonly Need[]>>;

const allNeeds: readonly Needs[] = [itemNeeds, tableNeeds, linkerNeeds, spaceNeeds, trackerNeeds, streamNeeds];

/** All names that a policy accepts. */
export const policyOperations: readonly string[] = [
  ...new Set([...Object.keys(policyGroups), ...allNeeds.flatMap((needs) => Object.keys(needs))]),
];

/** Returns what a method sends for the items of a class. Empty if the class has no such method, or refuses it. */
export function needsOf(schema: Schema, method: PolicyMethod): readonly Need[] {
  const needs: Needs = { ...methodsOf(schema), ...tableNeeds, ...streamOf(schema) };
  return (Object.hasOwn(needs, method) ? (needs[method] ?? []) : []).filter((need) => need.if?.(schema) !== false);
}

const streamOf = ({ table: { stream: view } }: Schema): Needs => (view === undefined ? {} : streamNeeds);

function methodsOf(schema: Schema): Needs {
  const { model } = schema;
  if (isOfSpaces(schema)) return spaceNeeds;
  if (model === Entry) return { ...spaceNeeds, ...itemNeeds };
  if (model === Link) return { ...itemNeeds, ...linkerNeeds };
  if (!(model?.prototype instanceof StatusRecord)) return itemNeeds;
  // A tracker deletes requests one by one, and their results in its linker.
  return { ...itemNeeds, ...trackerNeeds, deleteMany: itemNeeds.deleteIfExists };
}
