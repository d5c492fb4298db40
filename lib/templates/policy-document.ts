/** A statement of a policy: actions that are allowed on resources. */
export interface IamStatement {
  readonly Effect: 'Allow';
  /** For example `'dynamodb:GetItem'`. */
  readonly Action: readonly string[];
  /** ARNs of tables, indexes, streams, and keys. `'*'` for actions that IAM can't limit. */
  readonly Resource: readonly string[];
  /** By operator and key: `{ StringLike: { 'kms:ViaService': 'dynamodb.*.amazonaws.com' } }`. Only in statements about keys. */
  readonly Condition?: IamCondition;
}

/** The condition of a statement. */
export type IamCondition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A policy document of IAM. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

interface Permissions {
  readonly resource: string;
  readonly condition: IamCondition | undefined;
  readonly actions: Set<string>;
}

/** Collects permissions, and writes them as few statements. */
export class PolicyDocument {
  readonly #all = new Map<string, Permissions>();

  /** @param actions - with their service: `'dynamodb:GetItem'` */
  allow(resource: string, actions: readonly string[], condition?: IamCondition): void {
    const identity = JSON.stringify([resource, condition]);
    const known = this.#all.get(identity) ?? { resource, condition, actions: new Set() };
    for (const action of actions) known.actions.add(action);
    this.#all.set(identity, known);
  }

  /** Returns the policy. Resources with the same actions and condition are one statement. */
  policy(): IamPolicy {
    const statements = new Map<string, { readonly first: Permissions; readonly resources: string[] }>();
    for (const permissions of this.#all.values()) {
      const identity = JSON.stringify([[...permissions.actions].sort(), permissions.condition]);
      const known = statements.get(identity) ?? { first: permissions, resources: [] };
      known.resources.push(permissions.resource);
      statements.set(identity, known);
    }
    const Statement = [...statements.values()].map(
      ({ first: { actions, condition }, resources }): IamStatement => ({
        Effect: 'Allow',
        Action: [...actions].sort(),
        Resource: resources,
        ...(condition && { Condition: condition }),
      }),
    );
    return { Version: '2012-10-17', Statement };
  }
}
