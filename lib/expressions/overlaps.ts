import type { Issues, PathElement } from '../values/issues.ts';
import { placeIssues } from './path.ts';

/** A changed path: its text, and its elements. */
interface ChangedPath {
  readonly path: string;
  readonly elements: readonly PathElement[];
}

/** A node in the tree of changed paths. Two paths that end at or pass a node are enough to detect an overlap. */
interface PathNode {
  readonly below: Map<PathElement, PathNode>;
  first: ChangedPath | undefined;
  second: ChangedPath | undefined;
}

const newNode = (): PathNode => ({ below: new Map(), first: undefined, second: undefined });

/** Reports overlapping changes, which DynamoDB refuses. The time is linear in the total length of the paths. */
export function checkOverlaps(changes: readonly ChangedPath[], issues: Issues): void {
  const root = newNode();
  const ends = changes.map((change) => addPath(root, change));
  for (const [index, change] of changes.entries()) {
    const { first, second } = ends[index] as PathNode;
    const other = first === change ? second : first;
    if (other === undefined) continue;
    const mark = issues.list.length;
    issues.reject(`overlaps ${other.path}; change one of them`);
    placeIssues(issues, mark, change.path);
  }
}

/** @returns the last node of the path: every path that passes it lies within this path */
function addPath(root: PathNode, change: ChangedPath): PathNode {
  let node = root;
  for (const element of change.elements) {
    let next = node.below.get(element);
    if (next === undefined) {
      next = newNode();
      node.below.set(element, next);
    }
    node = next;
    if (node.first === undefined) node.first = change;
    else node.second ??= change;
  }
  return node;
}
