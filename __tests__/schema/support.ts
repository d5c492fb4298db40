import { ModelDefinitionError, type Schema, type ValidationIssue } from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import type { AttributeSettings, SchemaDefinition } from '../../lib/schema/definition.ts';

/** Returns the error that a function throws. */
export function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new TypeError('nothing was thrown');
}

/** Returns the problems of a rejected model. */
export function problemsOf(act: () => unknown): readonly string[] {
  const error = caught(act);
  if (error instanceof ModelDefinitionError) return error.problems;
  throw error;
}

/** An issue without its code. */
type IssueText = Omit<ValidationIssue, 'code'>;

/** Returns the issues of a rejected item, without their codes. */
export function issuesOf(act: () => unknown): readonly IssueText[] {
  const error = caught(act);
  if (error instanceof Error && 'issues' in error)
    return (error.issues as readonly ValidationIssue[]).map(({ path, message }) => ({ path, message }));
  throw error;
}

/** Returns a valid definition with the overrides of a test. */
export const definition = (changed: Partial<SchemaDefinition> = {}): SchemaDefinition => ({
  name: 'User',
  table: { name: 'users' },
  partitionKey: 'id',
  attributes: { id: { type: String } },
  ...changed,
});

/** Returns a valid model with the key `id` and these attributes. */
export const schemaWith = (attributes: Readonly<Record<string, AttributeSettings>>): Schema<Record<string, unknown>> =>
  defineSchema<Record<string, unknown>>({
    ...definition(),
    attributes: { id: { type: String }, ...attributes },
  } as never);

/** Returns the problems of a model with these attributes besides its key. */
export const attributeProblems = (attributes: Readonly<Record<string, unknown>>): readonly string[] =>
  problemsOf(() => schemaWith(attributes as never));

/** A decorator that the compiler accepts anywhere. */
export type AnyDecorator = (target: unknown, context?: unknown) => void;

/** A decorator without the compiler's checks. */
export const unchecked = (decorator: unknown): ((...parameters: unknown[]) => AnyDecorator) => decorator as never;
