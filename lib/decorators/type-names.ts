import type { AnyJson } from '../values/attribute-type.ts';

/** A list of fixed length. */
export type AnyTuple = [unknown, ...unknown[]];

/** The name of a type in messages. */
export type TypeName<Given> = [Given] extends [AnyJson]
  ? 'JSON'
  : [Given] extends [string]
    ? 'string'
    : [Given] extends [number]
      ? 'number'
      : [Given] extends [boolean]
        ? 'boolean'
        : [Given] extends [bigint]
          ? 'bigint'
          : [Given] extends [Date]
            ? 'Date'
            : [Given] extends [Uint8Array]
              ? 'Uint8Array'
              : [Given] extends [Float32Array]
                ? 'Float32Array'
                : CollectionName<Given>;

type CollectionName<Given> = [Given] extends [Set<infer Element>]
  ? `Set<${TypeName<Element>}>`
  : [Given] extends [AnyTuple]
    ? `[${TypeNames<Given>}]`
    : [Given] extends [(infer Element)[]]
      ? `${TypeName<Element>}[]`
      : string extends keyof Given
        ? `Record<string, ${TypeName<Given[string]>}>`
        : 'Model';

/** The names of the types of a tuple, with commas. */
type TypeNames<Given> = Given extends [infer First, ...infer Rest]
  ? `${TypeName<First>}${Rest extends [] ? '' : `, ${TypeNames<Rest>}`}`
  : '';
