import { ModelDefinitionError, type Schema, type ValidationIssue } from 'annotable';
import { defineSchema } from '../../lib/schema/define-schema.ts';
import type { AttributeSettings, SchemaDefinition } from '../../lib/schema/definition.ts';

/** What an act throws. */
export function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new TypeError('nothing was thrown');
}

/** The problems for which a model is refused. */
export function problemsOf(act: () => unknown): readonly string[] {
  const error = caught(act);
  if (error instanceof ModelDefinitionError) return error.problems;
  throw error;
}

/** The issues for which an item is refused. */
export function issuesOf(act: () => unknown): readonly ValidationIssue[] {
  const error = caught(act);
  if (error instanceof Error && 'issues' in error) return error.issues as readonly ValidationIssue[];
  throw error;
}

/** A sound definition, with what a test is about in its place. */
export const definition = (changed: Partial<SchemaDefinition> = {}): SchemaDefinition => ({
  name: 'User',
  table: { name: 'users' },
  partitionKey: 'id',
  attributes: { id: { type: String } },
  ...changed,
});

/** A sound model whose key is `id`, with these attributes as well. */
export const schemaWith = (attributes: Readonly<Record<string, AttributeSettings>>): Schema<Record<string, unknown>> =>
  defineSchema<Record<string, unknown>>({
    ...definition(),
    attributes: { id: { type: String }, ...attributes },
  } as never);

/** The problems of a model with these attributes beside its key. */
export const attributeProblems = (attributes: Readonly<Record<string, unknown>>): readonly string[] =>
  problemsOf(() => schemaWith(attributes as never));

/** A decorator that the compiler lets stand anywhere: for what it would refuse otherwise. */
export type AnyDecorator = (target: unknown, context?: unknown) => void;

/** A decorator without the compiler's checks. */
export const unchecked = (decorator: unknown): ((...parameters: unknown[]) => AnyDecorator) => decorator as never;
