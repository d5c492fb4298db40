import type { IamPolicy } from '../../lib/templates/index.ts';
import { iamActionsOf } from '../docs/generate/permission-world.ts';
import type { Recorded } from '../docs/recorder.ts';

interface RequestParts {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly StreamArn?: string;
  readonly ShardIterator?: string;
  readonly ResourceArn?: string;
  readonly RequestItems?: object;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[];
}

/** Returns the permissions that IAM checks for a request: `GetItem table/orders`. Tables of a number count as one. */
export const permissionsOf = (request: Recorded): string[] =>
  allPermissionsOf(request).map((permission) => permission.replace(/(table\/[a-z]+)-\d+/, '$1'));

function allPermissionsOf(request: Recorded): string[] {
  const { TableName, IndexName, StreamArn, ResourceArn, RequestItems, TransactItems } = request.input as RequestParts;
  if (request.operation === 'ListStreams') return ['ListStreams *'];
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  if (TransactItems !== undefined)
    return TransactItems.flatMap((item) => {
      const [table] = Object.values(item);
      return iamActionsOf({ ...request, input: { TransactItems: [item] } }).map(
        (action) => `${action} table/${table?.TableName}`,
      );
    });
  const tables = RequestItems === undefined ? [`${TableName}${index}`] : Object.keys(RequestItems);
  const { ShardIterator } = request.input as RequestParts;
  if (ShardIterator !== undefined) return [`${request.operation} table/${tableOfIterator(ShardIterator)}/stream/1`];
  const arn = StreamArn ?? ResourceArn;
  const resources = arn === undefined ? tables.map((table) => `table/${table}`) : [`table/${arn.split(':table/')[1]}`];
  return iamActionsOf(request).flatMap((action) => resources.map((resource) => `${action} ${resource}`));
}

/** An iterator of the engine names its table. */
const tableOfIterator = (iterator: string): string => JSON.parse(Buffer.from(iterator, 'base64').toString()).table_name;

/** Returns the permissions that a policy has: `GetItem table/orders`, or `ListStreams *`. */
export const permissionsIn = ({ Statement }: IamPolicy): string[] =>
  Statement.flatMap(({ Action, Resource }) =>
    Resource.flatMap((resource) => Action.map((action) => `${action.replace('dynamodb:', '')} ${shortOf(resource)}`)),
  );

const shortOf = (resource: string): string => (resource === '*' ? '*' : `table/${resource.split(':table/')[1]}`);

/** True if a policy allows a permission. */
export const allows = (policy: IamPolicy, permission: string): boolean =>
  permissionsIn(policy).some((allowed) => covers(allowed, permission));

const covers = (allowed: string, permission: string): boolean =>
  allowed.endsWith('*') ? permission.startsWith(allowed.slice(0, -1)) : allowed === permission;

/** True if one of the sent permissions needs a permission of a policy. */
export const isUsed = (allowed: string, sent: ReadonlySet<string>): boolean =>
  [...sent].some((permission) => covers(allowed, permission));
