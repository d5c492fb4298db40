import { Attribute, BaseRepository, PartitionKey, Repository, type RepositoryOptions, Table } from 'annotable';
import { operationLine } from '../../lib/repository/operation-log.ts';
import { unsendableClient } from '../support/unsendable-client.ts';

@Table('people')
class Person {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String, { optional: true }) name?: string;
}

@Repository(Person)
class People extends BaseRepository<Person, 'id'> {}

const stored = { id: { S: 'secret-id' }, name: { S: 'secret-name' } };
const ConsumedCapacity = { TableName: 'people', CapacityUnits: 1 };

/** A client that answers each request. */
const client = { send: async () => ({ Item: stored, Attributes: stored, ConsumedCapacity }) } as never;

/** A logger that keeps its lines, with their levels. */
function keptLines() {
  const lines: string[] = [];
  const keep = (level: string) => (message: string) => lines.push(`${level}: ${message}`);
  return { lines, logger: { debug: keep('debug'), warn: keep('warn'), error: keep('error') } };
}

const people = (options: RepositoryOptions, sender = client): People => new People(sender, options);
const withoutTimes = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/\d+ ms/, 'N ms'));

describe('the logger of a repository', () => {
  test('receives one debug line for each operation, without values and keys', async () => {
    const { lines, logger } = keptLines();
    const repository = people({ logger });
    await repository.update('secret-id', { name: 'secret-name' });
    await repository.get('secret-id');
    expect(withoutTimes(lines)).toEqual([
      'debug: update people N ms, 1 request, 1 write unit',
      'debug: get people N ms, 1 request, 1 item, 1 read unit',
    ]);
  });

  test('receives a warning for a slow operation', async () => {
    const { lines, logger } = keptLines();
    await people({ logger, slowMs: 1e-6 }).put({ id: 'a' });
    expect(withoutTimes(lines)).toEqual(['warn: put people N ms, 1 request, 1 write unit']);
  });

  test('receives an error for a failed operation, with the name and the code of its error', async () => {
    const { lines, logger } = keptLines();
    const repository = people({ logger }, unsendableClient());
    await repository.get('a').catch(() => undefined);
    await repository.put({ id: 1 as never }).catch(() => undefined);
    expect(withoutTimes(lines)).toEqual([
      'error: get people failed after N ms: Error, 1 request',
      'error: put people failed after N ms: ValidationError item.invalid, 0 requests',
    ]);
  });

  test('keeps its own `this`', async () => {
    class Kept {
      readonly lines: string[] = [];
      debug(line: string): void {
        this.lines.push(line);
      }
      warn(): void {}
      error(): void {}
    }
    const logger = new Kept();
    await people({ logger }).put({ id: 'a' });
    expect(logger.lines).toHaveLength(1);
  });

  test('must have its methods', () => {
    expect(() => people({ logger: { debug: () => undefined } as never })).toThrow(
      'people: People: logger must have the methods debug, warn, and error, not an object',
    );
  });
});

describe('onSlow', () => {
  test('receives the report of an operation that takes slowMs', async () => {
    const onSlow = jest.fn();
    await people({ onSlow, slowMs: 1e-6 }).put({ id: 'a' });
    expect(onSlow.mock.calls).toEqual([
      [expect.objectContaining({ operation: 'put', table: 'people', writeUnits: 1 })],
    ]);
  });

  test('receives nothing of a faster operation', async () => {
    const onSlow = jest.fn();
    await people({ onSlow, slowMs: 60_000 }).put({ id: 'a' });
    expect(onSlow).not.toHaveBeenCalled();
  });
});

describe('an observer that throws', () => {
  test('does not fail the operation, and one warning of the process names the error', async () => {
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const refuse = (): never => {
      throw new TypeError('no disk');
    };
    const onSlow = async (): Promise<never> => refuse();
    const repository = people({ logger: { debug: refuse, warn: refuse, error: refuse }, onSlow, slowMs: 1e-6 });
    await expect(repository.put({ id: 'a' })).resolves.toEqual({ id: 'a' });
    await expect(repository.put({ id: 'b' })).resolves.toEqual({ id: 'b' });
    expect(warnings.mock.calls).toEqual([
      [
        'an observer of operations threw TypeError; the operation goes on, and no later error of an observer is reported',
        { type: 'ObserverWarning', detail: expect.stringContaining('no disk') },
      ],
    ]);
    warnings.mockRestore();
  });
});

describe('the line of an operation', () => {
  const report = {
    operation: 'query',
    table: 'shop',
    entity: 'Order',
    index: 'byState',
    durationMs: 12.4,
    requests: 3,
    attempts: 4,
    items: 60,
    readUnits: 1.5,
    writeUnits: 0,
    vectorSearchBytes: 0,
    vectorWriteBytes: 0,
    error: undefined,
  };

  test('names the entity, the index, the attempts, and the items', () => {
    expect(operationLine(report)).toBe(
      'query shop Order index byState 12 ms, 3 requests (4 attempts), 60 items, 1.5 read units',
    );
  });

  test('names the bytes of vector indexes', () => {
    const search = { ...report, items: 1, readUnits: 0, vectorSearchBytes: 1_536 };
    expect(operationLine(search)).toMatch(/, 1 item, 1536 bytes searched$/);
    const write = { ...report, items: 1, readUnits: 0, writeUnits: 7, vectorWriteBytes: 4_096 };
    expect(operationLine(write)).toMatch(/, 7 write units, 4096 bytes written to vector indexes$/);
  });

  test('names no items of a failed operation', () => {
    const error = Object.assign(new Error('no values'), { name: 'AccessDeniedException' });
    expect(operationLine({ ...report, error, items: 0, readUnits: 0 })).toBe(
      'query shop Order index byState failed after 12 ms: AccessDeniedException, 3 requests (4 attempts)',
    );
  });
});
