import * as annotable from '../../../lib/index.ts';
import { type DescribedError, describedErrors, thrownCodes } from './error-sources.ts';
import { type GeneratedPage, table } from './page.ts';

const place = { table: 'phonebook', key: 'personId=1' };
const job = { table: 'request-status', key: 'requestId=r-1', record: undefined };
const cause = new Error('socket hang up');

/** One error of each class as it is thrown: its message is shown on the page. */
export const samples: Readonly<Record<string, () => annotable.AnnotableError>> = {
  ModelDefinitionError: () =>
    new annotable.ModelDefinitionError('Phone', ["it has no partition key; add @PartitionKey('property')"]),
  ConfigurationError: () =>
    new annotable.ConfigurationError(
      "phonebook: get() has no option 'consistant'; its options are consistent, includeExpired, select, signal, timeoutMs",
    ),
  ValidationError: () =>
    new annotable.ValidationError(place, [
      { path: 'name', message: 'is required; give it, or declare it { optional: true } or with a default' },
    ]),
  InvalidItemError: () =>
    new annotable.InvalidItemError(place, [{ path: 'name', message: 'is required, and the stored item lacks it' }]),
  PrecisionError: () =>
    new annotable.PrecisionError(place, [
      { path: 'visits', message: 'is a number that a double would round; declare it as BigInt or decimal()' },
    ]),
  NewerItemError: () => new annotable.NewerItemError(place, { itemVersion: 3, classVersion: 2 }),
  ConditionFailedError: () => new annotable.ConditionFailedError(place),
  ItemAlreadyExistsError: () => new annotable.ItemAlreadyExistsError(place),
  ItemNotFoundError: () => new annotable.ItemNotFoundError(place),
  VersionConflictError: () => new annotable.VersionConflictError(place, 3),
  NotUniqueError: () => new annotable.NotUniqueError(place, 'email'),
  OtherEntityError: () => new annotable.OtherEntityError(place, 'Invoice'),
  TransactionFailedError: () =>
    new annotable.TransactionFailedError(
      [
        {
          action: 'create',
          model: 'Phone',
          ...place,
          code: 'ConditionalCheckFailed',
          message: undefined,
          error: new annotable.ItemAlreadyExistsError(place),
          item: undefined,
        },
      ],
      cause,
    ),
  UnprocessedItemsError: () => new annotable.UnprocessedItemsError('phonebook', [{ personId: 1 }], 25, cause),
  CallTimeoutError: () => new annotable.CallTimeoutError('phonebook', 30_000),
  OutcomeUnknownError: () =>
    new annotable.OutcomeUnknownError(
      { ...place, operation: 'update', cause },
      'may have been done, or not: no attempt was answered; read the item to find out, or repeat what may be done twice',
    ),
  WriteConflictError: () => new annotable.WriteConflictError(place, cause),
  AfterWriteError: () =>
    new annotable.AfterWriteError({ ...place, operation: 'create', extension: 'audited', item: undefined, cause }),
  ReadInterruptedError: () => new annotable.ReadInterruptedError('phonebook', 'eyJ…', cause),
  DeletionInterruptedError: () => new annotable.DeletionInterruptedError('phonebook', 50, 25, 'eyJ…', cause),
  ThrottledError: () =>
    new annotable.ThrottledError(
      'phonebook',
      [{ reason: 'TableWriteKeyRangeThroughputExceeded', resource: undefined }],
      cause,
    ),
  InvalidCursorError: () => new annotable.InvalidCursorError('phonebook', 'was changed, or is of another query'),
  TableNotFoundError: () => new annotable.TableNotFoundError('phonebook'),
  TableIncompleteError: () =>
    new annotable.TableIncompleteError('phonebook', ['createTable'], [{ step: 'setTags', error: cause }]),
  TableMismatchError: () =>
    new annotable.TableMismatchError('phonebook', [{ what: 'key', declared: 'personId (HASH)', actual: 'id (HASH)' }]),
  StreamTrimmedError: () =>
    new annotable.StreamTrimmedError('phonebook', {
      stream: 'arn:aws:dynamodb:…/stream/2026-11-01T00:00:00.000',
      shard: 'shardId-00000001',
      position: '4421584500000000017450439091',
    }),
  SingletonError: () => new annotable.SingletonError('DynamoLinker', 'MemoryLinker'),
  IllegalTransitionError: () => new annotable.IllegalTransitionError(job, 'SUCCESS', 'IN_PROGRESS', []),
  LeaseLostError: () => new annotable.LeaseLostError(job, 'worker-7'),
  PayloadMismatchError: () => new annotable.PayloadMismatchError(job),
  WaitTimeoutError: () => new annotable.WaitTimeoutError(job, 60_000),
};

/** What the classes of a code are about, in the order of the page. */
const groups: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['Definition and configuration', /^(?:model|configuration)\./],
  ['Values', /^item\./],
  ['Refused writes', /^(?:condition|transaction)\./],
  ['Incomplete work', /^(?:batch|call|write|read|delete|service)\./],
  ['Cursors, tables, and streams', /^(?:cursor|table|stream)\./],
  ['The linker', /^linker\./],
  ['The tracker', /^status\./],
];

const anchorOf = (name: string): string => `[\`${name}\`](#${name.toLowerCase()})`;

/** The page of all errors. */
export function errorsPage(): GeneratedPage {
  const errors = describedErrors().sort((a, b) => orderOf(a.name) - orderOf(b.name));
  const byName = new Map(errors.map((error) => [error.name, error]));
  const thrown = thrownCodes();
  const grouped = groups.map(([title, pattern]) => ({
    title,
    classes: errors.filter(({ code }) => pattern.test(code)),
    codes: thrown.filter(({ code }) => pattern.test(code)),
  }));
  const sections = grouped.flatMap(({ title, classes, codes }) => [
    `## ${title}`,
    ...classes.map((error) => section(error, byName)),
    ...codes.map(
      ({ code, cause: why, cure }) =>
        `### ${titleOf(code)}\n\nCode \`${code}\` of \`AnnotableError\`.\n\n**Cause.** ${sentence(why)}\n\n**Cure.** ${cure}`,
    ),
  ]);
  const rows = grouped.flatMap(({ classes, codes }) => [
    ...classes.map(({ code, name, cause: why }) => [`\`${code}\``, anchorOf(name), firstSentence(why)]),
    ...codes.map(({ code, cause: why }) => [
      `\`${code}\``,
      `[\`AnnotableError\`](#${titleOf(code).toLowerCase().replace(' ', '-')})`,
      firstSentence(sentence(why)),
    ]),
  ]);
  return {
    page: 'docs/operate/errors.md',
    parts: { codes: table(['code', 'class', 'cause'], rows), errors: sections.join('\n\n') },
  };
}

const orderOf = (name: string): number => {
  const at = Object.keys(samples).indexOf(name);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
};

/** `table.timeout` → `Table timeout`: a heading whose anchor is the same everywhere. */
const titleOf = (code: string): string => `${code.charAt(0).toUpperCase()}${code.slice(1).replace('.', ' ')}`;

const firstSentence = (text: string): string => text.split(/(?<=[.!?]) /)[0] ?? text;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function section(error: DescribedError, byName: ReadonlyMap<string, DescribedError>): string {
  const message = samples[error.name]?.().message;
  if (message === undefined) throw new Error(`${error.name}: add a sample to __tests__/docs/generate/errors.ts`);
  const parent = byName.has(error.parent) ? `, a kind of ${anchorOf(error.parent)}` : '';
  return [
    `### ${error.name}`,
    `Code \`${error.code}\`${parent}.`,
    `\`\`\`txt\n${message}\n\`\`\``,
    `**Cause.** ${error.cause}${error.detail === '' ? '' : ` ${error.detail}`}`,
    `**Cure.** ${error.cure}`,
    ...fieldLines(error, byName),
  ].join('\n\n');
}

function fieldLines({ name, fields, parent }: DescribedError, byName: ReadonlyMap<string, DescribedError>): string[] {
  const inherits = byName.get(parent);
  const own = fields.filter((field) => !everywhere.has(field.name));
  const undescribed = own.find(({ doc }) => doc === '');
  if (undescribed !== undefined) throw new Error(`${name}.${undescribed.name} needs a comment`);
  const lines = own.map((field) => `- \`${field.name}\`: ${field.doc}`);
  if (inherits !== undefined && inherits.fields.length > 0) lines.push(`- all properties of ${anchorOf(parent)}`);
  return lines.length === 0 ? [] : [`**Properties**\n\n${lines.join('\n')}`];
}

/** Properties that the page describes once. */
const everywhere: ReadonlySet<string> = new Set(['table', 'key']);
