/** Capacity units of one response or of several. */
export interface ConsumedUnits {
  readonly readUnits: number;
  readonly writeUnits: number;
}

interface ConsumedCapacity {
  readonly CapacityUnits?: number | undefined;
  readonly ReadCapacityUnits?: number | undefined;
  readonly WriteCapacityUnits?: number | undefined;
}

/** A request of PartiQL statements. The statements of one request are all reads, or all writes. */
interface Statements {
  readonly Statement?: string | undefined;
  readonly Statements?: readonly Statements[] | undefined;
  readonly TransactStatements?: readonly Statements[] | undefined;
}

const reads: ReadonlySet<string> = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems']);

/** True for a request that changes no item. */
export function isReadRequest(name: string, input: object): boolean {
  if (reads.has(name)) return true;
  const { Statement, Statements, TransactStatements }: Statements = input;
  const first = Statement ?? (Statements ?? TransactStatements)?.[0]?.Statement;
  return first !== undefined && /^\s*select\b/i.test(first);
}

/** Returns the units that a response reports. None without `ReturnConsumedCapacity` in its request. */
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
  return { readUnits: sum(read), writeUnits: sum(write) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
