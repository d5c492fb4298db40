import type { IamPolicy } from '../../lib/templates/index.ts';
import { iamActionsOf } from '../docs/generate/permission-world.ts';
import type { Recorded } from '../docs/recorder.ts';

interface RequestParts {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly StreamArn?: string;
  readonly ResourceArn?: string;
  readonly RequestItems?: object;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName: string }>>[];
}

/** Returns the permissions that IAM checks for a request: `GetItem table/orders`. Tables of a number count as one. */
export const permissionsOf = (request: Recorded): string[] =>
  allPermissionsOf(request).map((permission) => permission.replace(/(table\/[a-z]+)-\d+/, '$1'));

function allPermissionsOf(request: Recorded): string[] {
  const { TableName, IndexName, StreamArn, ResourceArn, RequestItems, TransactItems } = request.input as RequestParts;
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  if (TransactItems !== undefined)
    return TransactItems.flatMap((item) => {
      const [table] = Object.values(item);
      return iamActionsOf({ ...request, input: { TransactItems: [item] } }).map(
        (action) => `${action} table/${table?.TableName}`,
      );
    });
  const tables = RequestItems === undefined ? [`${TableName}${index}`] : Object.keys(RequestItems);
  const arn = StreamArn ?? ResourceArn;
  const resources = arn === undefined ? tables.map((table) => `table/${table}`) : [`table/${arn.split(':table/')[1]}`];
  return iamActionsOf(request).flatMap((action) => resources.map((resource) => `${action} ${resource}`));
}

/** Returns the permissions that a policy has: `GetItem table/orders`. */
export const permissionsIn = ({ Statement }: IamPolicy): string[] =>
  Statement.flatMap(({ Action, Resource }) =>
    Resource.flatMap((resource) =>
      Action.map((action) => `${action.replace('dynamodb:', '')} table/${resource.split(':table/')[1]}`),
    ),
  );

/** True if a policy allows a permission. */
export const allows = (policy: IamPolicy, permission: string): boolean =>
  permissionsIn(policy).some((allowed) =>
    allowed.endsWith('/*') ? permission.startsWith(allowed.slice(0, -1)) : allowed === permission,
  );
