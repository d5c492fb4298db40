import type { OperationStart } from '../execution/instrumentations.ts';
import { Observation } from '../execution/observation.ts';
import { schemasOf } from '../schema/family.ts';
import { isObserved, type RepositoryContext, tablesOf } from './context.ts';
import { reportTo } from './operation-log.ts';

/** Begins the observation of an operation. Undefined if nobody observes it. */
export function observationOf(
  contexts: readonly RepositoryContext[],
  operation: string,
  { index, entity }: Partial<Pick<OperationStart, 'index' | 'entity'>> = {},
): Observation | undefined {
  if (!contexts.some(isObserved)) return undefined;
  const start = { operation, table: tablesOf(contexts), index, entity };
  const allOptions = [...new Set(contexts.map(({ options }) => options))];
  const detail = contexts.some(hasVectorIndexes) ? 'INDEXES' : 'TOTAL';
  return new Observation(start, contexts[0]?.executor.client, (report) => reportTo(allOptions, report), detail);
}

const hasVectorIndexes = ({ schema }: RepositoryContext): boolean =>
  schemasOf(schema).some(({ vectorIndexes }) => Object.keys(vectorIndexes).length > 0);

/** The stored name of the entity of a class. Undefined if the class has a table of its own. */
export const entityName = ({ schema }: RepositoryContext): string | undefined => schema.entity?.name;

/**
 * Does an operation of a repository. Reports it at its end, if somebody observes it.
 *
 * @param work - receives the context to work with
 * @param index - the index that is read
 */
export function observe<T extends object, Result>(
  context: RepositoryContext<T>,
  operation: string,
  work: (context: RepositoryContext<T>) => Promise<Result>,
  index?: string,
): Promise<Result> {
  const observation = observationOf([context], operation, { index, entity: entityName(context) });
  return observation === undefined ? work(context) : observation.whole(() => work({ ...context, observation }));
}

/** Does an operation of several repositories. Reports it at its end, if somebody observes one of them. */
export function observeAll<Result>(
  contexts: readonly RepositoryContext[],
  operation: string,
  work: (observation: Observation | undefined) => Promise<Result>,
): Promise<Result> {
  const observation = observationOf(contexts, operation);
  return observation === undefined ? work(undefined) : observation.whole(() => work(observation));
}
