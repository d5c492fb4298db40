import {
  ConfigurationError,
  Enum,
  ModelDefinitionError,
  Repository,
  RequestStatusRepository,
  StatusRecord,
  StatusTracker,
  statusResponse,
  Table,
  Transitions,
} from 'annotable';
import { cutText, failureOf } from '../../lib/status/failure.ts';
import { StateMachine } from '../../lib/status/state-machine.ts';

const machine = (map: Record<string, readonly string[]>, options = {}): StateMachine =>
  new StateMachine('Job', map, options);
const problemsOf = (map: Record<string, readonly string[]>, options = {}): string => {
  try {
    machine(map, options);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ModelDefinitionError);
    return (error as Error).message;
  }
};

describe('@Transitions', () => {
  test('rejects unknown and unreachable statuses, and ends that lead on', () => {
    expect(problemsOf({ A: ['B', 'X'], B: [] })).toContain("A leads to 'X', which it does not list");
    expect(problemsOf({ A: ['B'], B: [], C: ['B'] })).toContain("nothing leads to 'C' from 'A'");
    expect(problemsOf({ A: ['B'], B: ['A'] })).toContain('no status is final');
    expect(problemsOf({ A: ['SUCCESS'], SUCCESS: ['A'], B: [] }, { success: 'SUCCESS' })).toContain(
      "success is 'SUCCESS', from which it goes on to A; a final status has []",
    );
    expect(problemsOf({ A: ['B'], B: [] }, { initial: 'X', failure: 'Y' })).toMatch(
      /initial is 'X'[\s\S]*failure is 'Y'/,
    );
    expect(problemsOf({ A: ['B', 'C'], B: ['A'], C: [] })).toBe('');
  });

  test('finds the first status and the meanings of final ones', () => {
    const { initial, success, failure, cancelled, open } = machine({
      QUEUED: ['RUNNING', 'CANCELED'],
      RUNNING: ['QUEUED', 'DONE', 'ERROR'],
      DONE: [],
      ERROR: [],
      CANCELED: [],
    });
    expect({ initial, success, failure, cancelled, open }).toEqual({
      initial: 'QUEUED',
      success: 'DONE',
      failure: 'ERROR',
      cancelled: 'CANCELED',
      open: ['QUEUED', 'RUNNING'],
    });
    expect(machine({ A: ['B'], B: [] }).cancelled).toBeUndefined();
    expect(() => machine({ A: ['B'], B: [] }).meaning('success')).toThrow(
      "no final status means success; say which: @Transitions(map, { success: '…' })",
    );
    expect(machine({ A: ['B', 'C'], B: [], C: [] }, { success: 'B', failure: 'C' }).meaning('cancelled')).toBe('C');
  });

  test('is required by a tracker, with the statuses of @Enum', () => {
    @Table('none')
    @Enum({ status: ['A', 'B'] })
    class None extends StatusRecord<'A' | 'B'> {}
    @Repository(None)
    class Nones extends StatusTracker<None> {}
    expect(() => new Nones()).toThrow(ConfigurationError);
    expect(() => new Nones()).toThrow('None has no transitions; add @Transitions({ … }) to it');

    @Table('other')
    @Enum({ status: ['A', 'B'] })
    // @ts-expect-error the compiler reports it, too
    @Transitions({ A: ['C'], C: [] })
    class Other extends StatusRecord<'A' | 'B'> {}
    @Repository(Other)
    class Others extends StatusTracker<Other> {}
    expect(() => new Others()).toThrow(
      /lists 'C', which @Enum does not[\s\S]*@Enum lists 'B', which @Transitions does not/,
    );
  });

  test('is inherited by subclasses', () => {
    @Table('parents')
    @Enum({ status: ['A', 'DONE'] })
    @Transitions({ A: ['DONE'], DONE: [] })
    class Parent extends StatusRecord<'A' | 'DONE'> {}
    @Table('children')
    class Child extends Parent {}
    @Repository(Child)
    class Children extends StatusTracker<Child> {}
    expect(new Children().table.name).toBe('children');
  });
});

test('a tracker rejects options that are out of range', () => {
  const refused = (options: object, message: string): void => {
    expect(() => new RequestStatusRepository(undefined, options)).toThrow(message);
  };
  refused({ shards: 0 }, 'shards must be a whole number from 1 to 100');
  refused({ maxHistory: 1.5 }, 'maxHistory must be a whole number');
  refused({ retention: { DONE: 1 } }, "retention names 'DONE', which is no status");
  refused({ retention: -1 }, 'retention of SUCCESS must be a number of seconds above 0');
});

test('failures are cut between characters, to a number of bytes', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('ééé', 5)).toBe('é…');
  expect(cutText('😀😀', 7)).toBe('😀…');
  expect(cutText('a\ud800', 10)).toBe('a\ufffd');
  expect(failureOf(undefined, 10)).toMatchObject({ code: 'FAILED', message: 'failed', retryable: false });
  expect(failureOf({ code: 'E', details: { a: 'x'.repeat(20) } }, 10).details).toBeUndefined();
  expect(failureOf({ code: 'E', message: 'm', details: [1] }, 10)).toMatchObject({ details: [1] });
});

describe('statusResponse', () => {
  const record = (fields: object): StatusRecord =>
    ({
      requestId: 'r',
      status: 'IN_PROGRESS',
      createdAt: new Date(0),
      timestamp: new Date(1),
      ...fields,
    }) as StatusRecord;
  const common = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  const location = '/orders/r';

  test('returns 202 while the request is open', () => {
    expect(statusResponse(record({ progress: 40, message: 'baking' }), { location, retryAfterSeconds: 5 })).toEqual({
      status: 202,
      headers: { ...common, Location: location, 'Retry-After': '5' },
      body: {
        requestId: 'r',
        status: 'IN_PROGRESS',
        createdAt: '1970-01-01T00:00:00.000Z',
        updatedAt: '1970-01-01T00:00:00.001Z',
        progress: 40,
        message: 'baking',
      },
    });
  });

  test('rounds Retry-After up to whole seconds', () => {
    const after = (retryAfterSeconds: number) =>
      statusResponse(record({}), { location, retryAfterSeconds }).headers['Retry-After'];
    expect([0.5, 0, -1, 2.1, Number.NaN].map(after)).toEqual(['1', '2', '1', '3', '2']);
  });

  test('redirects to the result, or contains it', () => {
    const done = record({ status: 'SUCCESS', finishedAt: new Date(2), result: null });
    expect(statusResponse(done, { location, resultLocation: '/results/r' })).toMatchObject({
      status: 303,
      headers: { Location: '/results/r' },
    });
    expect(statusResponse(done, { location })).toMatchObject({ status: 200, body: { result: null } });
    expect(statusResponse(done, { location, result: [1] })).toMatchObject({ status: 200, body: { result: [1] } });
  });

  test('returns 200 with the error of a failure, and 404 for no request', () => {
    const error = { code: 'E', message: 'm', retryable: false };
    const failed = record({ status: 'FAILED', finishedAt: new Date(2), error });
    expect(statusResponse(failed, { location, resultLocation: '/results/r' })).toMatchObject({
      status: 200,
      body: { error },
    });
    expect(statusResponse(undefined, { location })).toMatchObject({ status: 404, headers: common });
  });
});
