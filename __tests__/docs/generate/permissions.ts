import { Attribute, DynamoSpaces, PartitionKey, Table, VectorIndex, vector } from '../../../lib/index.ts';
import { iamPolicy, type PolicyMethod, type TemplateModel } from '../../../lib/templates/index.ts';
import { type GeneratedPage, table } from './page.ts';
import type { MethodPermissions } from './permission-case.ts';
import { rawMethods, readMethods, writeMethods } from './permission-repository.ts';
import { linkerMethods, tableMethods, trackerMethods } from './permission-services.ts';

interface Group {
  /** Name of the markers on the page. */
  readonly marker: string;
  readonly methods: readonly MethodPermissions[];
}

/** All methods, by table of the page. */
export const permissionGroups: readonly Group[] = [
  { marker: 'reads', methods: readMethods },
  { marker: 'writes', methods: writeMethods },
  { marker: 'raw', methods: rawMethods },
  { marker: 'tables', methods: tableMethods },
  { marker: 'linker', methods: linkerMethods },
  { marker: 'tracker', methods: trackerMethods },
];

const codeList = (actions: readonly string[]): string => actions.map((action) => `\`${action}\``).join(', ') || 'none';

/** `get, exists` → `` `get`, `exists` ``; what follows a colon or a space is prose. */
const methodText = (method: string): string =>
  method.replaceAll(/(?<![a-z] )\b[a-z]\w*(?:\.\w+)?(?:\('\w+'\))?(?=,|:|;|$| of | with )/g, '`$&`');

function row({ method, cases: [first, ...more] }: MethodPermissions): string[] {
  const base = first?.actions ?? [];
  const also = new Map<string, string[]>();
  for (const { when = '', actions } of more) {
    const added = codeList(actions.filter((action) => !base.includes(action)));
    also.set(added, [...(also.get(added) ?? []), when]);
  }
  const sentences = [...also]
    .filter(([added]) => added !== 'none')
    .map(([added, conditions]) => `${added} if ${conditions.join(', or if ')}`);
  return [methodText(method), codeList(base), sentences.join('<br>')];
}

@Table('things', { stream: 'NEW_IMAGE' })
@PartitionKey('id')
@VectorIndex('byMeaning', { vector: 'embedding', distance: 'cosine' })
class Thing {
  @Attribute(Number) id!: number;
  @Attribute(vector(1)) embedding!: Float32Array;
}

const spaceOperations: readonly PolicyMethod[] = [
  ...(['open', 'get', 'getMany', 'list', 'names', 'spaces.names'] as const),
  ...(['put', 'putMany', 'putIfAbsent', 'replaceIf', 'update', 'delete', 'clear', 'sweep'] as const),
  ...(['DynamoSaver', 'DynamoStore', 'DynamoChatHistory', 'DynamoRecordManager', 'DynamoSession'] as const),
  ...(['DynamoStorage', 'spaceDriver', 'LinkerStore', 'LinkerByteStore', 'KeyvLinker'] as const),
];
const functions: readonly PolicyMethod[] = ['backfill', 'export', 'import', 'readStream', 'RepositoryVectorStore'];

/** Operations with the same actions are one row. */
function policyTable(model: TemplateModel, operations: readonly PolicyMethod[]): string {
  const byActions = new Map<string, string[]>();
  for (const operation of operations) {
    const { Statement } = iamPolicy(model, { operations: [operation] });
    const actions = new Set(Statement.flatMap(({ Action }) => Action.map((action) => action.replace('dynamodb:', ''))));
    const text = codeList([...actions].sort());
    byActions.set(text, [...(byActions.get(text) ?? []), `\`${operation}\``]);
  }
  return table(
    ['operation', 'actions'],
    [...byActions].map(([text, names]) => [names.join(', '), text]),
  );
}

/** The page of permissions. */
export function permissionsPage(): GeneratedPage {
  const parts = permissionGroups.map(({ marker, methods }): [string, string] => [
    marker,
    table(['method', 'actions', 'also needed'], methods.map(row)),
  ]);
  const spaces = policyTable(new DynamoSpaces({ send: () => undefined, config: {} } as never), spaceOperations);
  const operations = { spaces, functions: policyTable(Thing, functions) };
  return { page: 'docs/operate/permissions.md', parts: { ...Object.fromEntries(parts), ...operations } };
}
