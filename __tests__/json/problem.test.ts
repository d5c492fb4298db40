import {
  ConditionFailedError,
  ConfigurationError,
  IllegalTransitionError,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  NotUniqueError,
  type Problem,
  problemOf,
  ThrottledError,
  TransactionFailedError,
  type TransactionReason,
  ValidationError,
  VersionConflictError,
} from 'annotable';

const refused = { table: 'orders', key: 'id=1', cause: new Error('secret') };
const issues = [{ path: 'total', message: 'must be a number', code: 'type' }] as const;

/** A transaction whose actions have these codes of DynamoDB and these errors. */
const transaction = (...reasons: readonly [code: string, error?: Error][]) =>
  new TransactionFailedError(
    reasons.map(
      ([code, error]) => ({ action: 'put', model: 'Order', table: 'orders', code, error }) as TransactionReason,
    ),
    new Error('secret'),
  );

describe('problemOf', () => {
  test.each<[string, Error, Problem]>([
    [
      'wrong input',
      new ValidationError({ table: 'orders' }, issues),
      { title: 'Bad Request', status: 400, code: 'item.invalid', issues },
    ],
    ['no item', new ItemNotFoundError(refused), { title: 'Not Found', status: 404, code: 'condition.notFound' }],
    [
      'an existing item',
      new ItemAlreadyExistsError(refused),
      { title: 'Conflict', status: 409, code: 'condition.alreadyExists' },
    ],
    [
      'a value that another item has',
      new NotUniqueError(refused, 'email'),
      { title: 'Conflict', status: 409, code: 'condition.notUnique' },
    ],
    ['a condition', new ConditionFailedError(refused), { title: 'Conflict', status: 409, code: 'condition.failed' }],
    [
      'a version',
      new VersionConflictError(refused, 1),
      { title: 'Conflict', status: 409, code: 'condition.versionConflict' },
    ],
    [
      'a step of a tracked request',
      new IllegalTransitionError({ ...refused, record: undefined }, 'SUCCESS', 'STARTED', []),
      { title: 'Conflict', status: 409, code: 'status.illegalTransition' },
    ],
    [
      'throttling',
      new ThrottledError('orders', [], new Error('secret')),
      { title: 'Service Unavailable', status: 503, code: 'service.throttled' },
    ],
    ['a wrong program', new ConfigurationError('secret'), { title: 'Internal Server Error', status: 500 }],
    ['an error of another library', new Error('secret'), { title: 'Internal Server Error', status: 500 }],
  ])('describes %s', (_, error, problem) => {
    expect(problemOf(error)).toEqual(problem);
  });

  test.each([undefined, null, 'text', {}])('describes %p that was thrown as a fault of the server', (thrown) => {
    expect(problemOf(thrown)).toEqual({ title: 'Internal Server Error', status: 500 });
  });

  test('says that the precondition of a request with If-Match failed', () => {
    const statusOf = (error: Error) => problemOf(error, { ifMatch: true }).status;
    expect(problemOf(new VersionConflictError(refused, 1), { ifMatch: true })).toEqual({
      title: 'Precondition Failed',
      status: 412,
      code: 'condition.versionConflict',
    });
    expect(statusOf(new ConditionFailedError(refused))).toBe(412);
    expect(statusOf(new ItemNotFoundError(refused))).toBe(404);
    expect(statusOf(new NotUniqueError(refused, 'email'))).toBe(409);
  });

  test('describes a failed transaction by its first refused action', () => {
    const missing = new ItemNotFoundError(refused);
    const stale = new VersionConflictError(refused, 1);
    expect(problemOf(transaction(['None'], ['ConditionalCheckFailed', missing]))).toEqual(problemOf(missing));
    expect(problemOf(transaction(['ConditionalCheckFailed', stale], ['None']), { ifMatch: true }).status).toBe(412);
  });

  test('asks to try again if a transaction met another one', () => {
    expect(problemOf(transaction(['None'], ['TransactionConflict']))).toEqual({
      title: 'Service Unavailable',
      status: 503,
      code: 'transaction.failed',
    });
    expect(problemOf(transaction(['ItemCollectionSizeLimitExceeded'])).status).toBe(500);
  });
});
