/** The fields of an update, alone or in a transaction. */
export interface UpdateFields {
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
}

/** A path that an update changes. */
export interface UpdateTarget {
  /** The stored name of the attribute. */
  readonly name: string;
  /** True if the path leads into the attribute. */
  readonly isNested: boolean;
}

/** Returns the paths that an update changes: `SET #0.#1 = if_not_exists(#0.#1, :2)` → the attribute of `#0`, nested. */
export function updateTargets({ UpdateExpression = '', ExpressionAttributeNames = {} }: UpdateFields): UpdateTarget[] {
  let text = UpdateExpression;
  for (let outer = ''; outer !== text; ) {
    outer = text;
    text = text.replace(/\([^()]*\)/g, '');
  }
  return text.split(/\b(?:SET|REMOVE|ADD|DELETE)\s|,/i).flatMap((part) => {
    const [path = '', root = ''] = /^\s*([#\w]+)[^\s=]*/.exec(part) ?? [];
    if (root === '') return [];
    return { name: ExpressionAttributeNames[root] ?? root, isNested: path.trim() !== root };
  });
}
