/**
 * annotable: a decorator-based framework for Amazon DynamoDB.
 *
 * @module annotable
 */

export * from './index/errors.ts';
export * from './index/expressions.ts';
export * from './index/json.ts';
export * from './index/linker.ts';
export * from './index/models.ts';
export * from './index/repositories.ts';
export * from './index/tables.ts';
export * from './index/tracker.ts';
