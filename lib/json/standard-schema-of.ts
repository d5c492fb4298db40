import { schemaOf } from '../decorators/schema-of.ts';
import type { EntityClass } from '../values/attribute-type.ts';
import { type Issue, Issues, mistakeOf } from '../values/issues.ts';
import { acceptedProperties, type FromJsonOptions, readItem } from './from-json.ts';
import { schemaOfKind } from './json-schema.ts';
import type { JsonSchema } from './json-types.ts';

/** A Standard Schema of a class: the input is JSON, the output is an item for `create` and `put`. */
export interface ItemStandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'annotable';
    readonly validate: (json: unknown) => ItemVerdict<T>;
    /** The JSON Schemas of the input and of the output. */
    readonly jsonSchema: {
      readonly input: (options?: object) => JsonSchema;
      readonly output: (options?: object) => JsonSchema;
    };
    /** For the compiler only. */
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** The item, or what is wrong with the JSON. */
export type ItemVerdict<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] };

/**
 * Returns a Standard Schema that checks JSON as `fromJson` does, for tRPC, Hono, MCP servers, and form libraries.
 *
 * @param options - with `accept`, the names of filled properties that the JSON may have
 * @throws ConfigurationError `configuration.invalid` if `accept` names a property that the framework doesn't fill
 * @see https://standardschema.dev
 * @example
 * app.post('/orders', sValidator('json', standardSchemaOf(Order)), async (c) => {
 *   const order = await orders.create(c.req.valid('json'));
 *   return c.json(toJson(order), 201);
 * });
 */
export function standardSchemaOf<T extends object>(
  model: EntityClass<T>,
  options: FromJsonOptions<T> = {},
): ItemStandardSchema<T> {
  const schema = schemaOf(model);
  const accepted = acceptedProperties(schema, options);
  const validate = (json: unknown): ItemVerdict<T> => {
    const issues = new Issues();
    const item = readItem(schema, json, accepted, issues);
    if (mistakeOf(issues.list) !== undefined) throw schema.mapper.refusal(issues);
    if (issues.list.length > 0) return { issues: issues.list.map(issueOf) };
    return { value: item as T };
  };
  const jsonSchema = {
    input: () => schemaOfKind(schema, 'input', accepted),
    output: () => schemaOfKind(schema, 'output'),
  };
  return Object.freeze({ '~standard': Object.freeze({ version: 1, vendor: 'annotable', validate, jsonSchema }) });
}

const issueOf = ({ message, elements }: Issue) => ({ message, path: elements });
