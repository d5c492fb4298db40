import type { ListNamespacesOperation, MatchCondition } from '@langchain/langgraph-checkpoint';

/** Separates the labels of a namespace. No label contains it. */
const separator = ':';

/** Returns the namespaces that an operation lists, in order, each once. */
export function listedNamespaces(
  all: Iterable<readonly string[]>,
  { matchConditions = [], maxDepth, limit, offset = 0 }: ListNamespacesOperation,
): string[][] {
  const matching = [...all].filter((namespace) => matchConditions.every((condition) => isMatch(condition, namespace)));
  const cut = new Set(matching.map((namespace) => namespace.slice(0, maxDepth).join(separator)));
  const sorted = [...cut].sort((a, b) => a.localeCompare(b));
  return sorted.slice(offset, offset + (limit ?? sorted.length)).map((namespace) => namespace.split(separator));
}

function isMatch({ matchType, path }: MatchCondition, namespace: readonly string[]): boolean {
  if (path.length > namespace.length) return false;
  const start = matchType === 'prefix' ? 0 : namespace.length - path.length;
  return path.every((label, index) => label === '*' || label === namespace[start + index]);
}

/** Returns the first label that all listed namespaces have. Undefined if they can have several. */
export function rootOf({ matchConditions = [] }: ListNamespacesOperation): string | undefined {
  const labels = matchConditions.filter(({ matchType }) => matchType === 'prefix').map(({ path }) => path[0]);
  return labels.find((label) => label !== undefined && label !== '*');
}
