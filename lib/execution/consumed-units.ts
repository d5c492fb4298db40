/** The capacity of one response or of several. */
export interface ConsumedUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
  /** Bytes of searches of vector indexes. */
  readonly vectorSearchBytes: number;
  /** Bytes of writes to vector indexes. */
  readonly vectorWriteBytes: number;
}

interface VectorCapacity {
  readonly VectorSearchRequestBytes?: number | undefined;
  readonly VectorWriteRequestBytes?: number | undefined;
}

/** A search has its bytes here, and a write by index. */
interface ConsumedCapacity extends VectorCapacity {
  readonly CapacityUnits?: number | undefined;
  readonly ReadCapacityUnits?: number | undefined;
  readonly WriteCapacityUnits?: number | undefined;
  readonly VectorIndexes?: Readonly<Record<string, VectorCapacity>> | undefined;
}

/** A request of PartiQL statements. The statements of one request are all reads, or all writes. */
interface Statements {
  readonly Statement?: string | undefined;
  readonly Statements?: readonly Statements[] | undefined;
  readonly TransactStatements?: readonly Statements[] | undefined;
}

const reads: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'GetItem',
  'Query',
  'Scan',
  'SearchVectors',
  'TransactGetItems',
]);

/** True for a request that changes no item. */
export function isReadRequest(name: string, input: object): boolean {
  if (reads.has(name)) return true;
  const { Statement, Statements, TransactStatements }: Statements = input;
  const first = Statement ?? (Statements ?? TransactStatements)?.[0]?.Statement;
  return first !== undefined && /^\s*select\b/i.test(first);
}

/**
 * Returns the units that a response reports. None without `ReturnConsumedCapacity` in its request. A write reports the
 * bytes of vector indexes only for `INDEXES`.
 */
export function consumedUnits(name: string, input: object, output: object): ConsumedUnits {
  const { ConsumedCapacity = [] } = output as {
    readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
  };
  const isRead = isReadRequest(name, input);
  const all = [ConsumedCapacity].flat();
  // Only responses of transactions split their units into read and write units.
  const read = all.map(({ CapacityUnits = 0, ReadCapacityUnits }) => ReadCapacityUnits ?? (isRead ? CapacityUnits : 0));
  const write = all.map(
    ({ CapacityUnits = 0, WriteCapacityUnits }) => WriteCapacityUnits ?? (isRead ? 0 : CapacityUnits),
  );
  const vectors = all.flatMap((each) => [each, ...Object.values(each.VectorIndexes ?? {})]);
  return {
    readUnits: sum(read),
    writeUnits: sum(write),
    vectorSearchBytes: sum(vectors.map(({ VectorSearchRequestBytes = 0 }) => VectorSearchRequestBytes)),
    vectorWriteBytes: sum(vectors.map(({ VectorWriteRequestBytes = 0 }) => VectorWriteRequestBytes)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
