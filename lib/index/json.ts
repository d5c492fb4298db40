/** JSON: entities to and from JSON, JSON Schemas, Standard Schemas, and errors as problem details. @module */
export { type FromJsonOptions, fromJson } from '../json/from-json.ts';
export { type JsonSchemaKind, jsonSchemaOf } from '../json/json-schema.ts';
export type { JsonOf, JsonSchema } from '../json/json-types.ts';
export { type JsonChanges, patchFromJson } from '../json/patch-from-json.ts';
export { type Problem, type ProblemOptions, problemOf } from '../json/problem.ts';
export { type ItemStandardSchema, type ItemVerdict, standardSchemaOf } from '../json/standard-schema-of.ts';
export { toJson } from '../json/to-json.ts';
