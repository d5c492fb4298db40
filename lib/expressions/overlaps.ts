import type { Issues, PathElement } from '../values/issues.ts';
import { placeIssues } from './path.ts';

/** A path that is changed: as it was written, and resolved. */
interface ChangedPath {
  readonly path: string;
  readonly elements: readonly PathElement[];
}

/** A step of changed paths: two of those that lead here or through here are enough to tell an overlap. */
interface PathNode {
  readonly below: Map<PathElement, PathNode>;
  first: ChangedPath | undefined;
  second: ChangedPath | undefined;
}

const newNode = (): PathNode => ({ below: new Map(), first: undefined, second: undefined });

/** Reports changes that overlap, which DynamoDB refuses. The time is linear in the total length of the paths. */
export function checkOverlaps(changes: readonly ChangedPath[], issues: Issues): void {
  const root = newNode();
  const ends = changes.map((change) => addPath(root, change));
  for (const [index, change] of changes.entries()) {
    const { first, second } = ends[index] as PathNode;
    const other = first === change ? second : first;
    if (other === undefined) continue;
    const mark = issues.list.length;
    issues.report(`overlaps ${other.path}; change one of them`);
    placeIssues(issues, mark, change.path);
  }
}

/** @returns the node where the path ends: all that pass it lie within the path */
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
