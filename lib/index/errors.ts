/** Errors: each class, and the types of what it carries. @module */
export { AfterWriteError } from '../errors/after-write-error.ts';
export { AnnotableError } from '../errors/annotable-error.ts';
export { ConditionFailedError, ItemAlreadyExistsError, ItemNotFoundError } from '../errors/condition-failed-error.ts';
export { ConfigurationError } from '../errors/configuration-error.ts';
export { InvalidCursorError } from '../errors/invalid-cursor-error.ts';
export { InvalidItemError, PrecisionError } from '../errors/invalid-item-error.ts';
export { ModelDefinitionError } from '../errors/model-definition-error.ts';
export { NewerItemError, type NewerVersions } from '../errors/newer-item-error.ts';
export { NotUniqueError } from '../errors/not-unique-error.ts';
export { OtherEntityError } from '../errors/other-entity-error.ts';
export {
  CallTimeoutError,
  DeletionInterruptedError,
  OutcomeUnknownError,
  ReadInterruptedError,
} from '../errors/outcome-errors.ts';
export { SingletonError } from '../errors/singleton-error.ts';
export {
  IllegalTransitionError,
  LeaseLostError,
  PayloadMismatchError,
  WaitTimeoutError,
} from '../errors/status-errors.ts';
export { StreamTrimmedError } from '../errors/stream-trimmed-error.ts';
export {
  type FailedTableStep,
  type TableDifference,
  TableIncompleteError,
  TableMismatchError,
  TableNotFoundError,
} from '../errors/table-errors.ts';
export { ThrottledError, type ThrottlingReason } from '../errors/throttled-error.ts';
export { TransactionFailedError, type TransactionReason } from '../errors/transaction-failed-error.ts';
export { UnprocessedItemsError } from '../errors/unprocessed-items-error.ts';
export { type IssueCode, type IssueInput, ValidationError, type ValidationIssue } from '../errors/validation-error.ts';
export { VersionConflictError } from '../errors/version-conflict-error.ts';
export { WriteConflictError } from '../errors/write-conflict-error.ts';
