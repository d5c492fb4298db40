/** The options of `@Attribute`: each accepted and each rejected form, in both dialects. */
import { Attribute, decimal, epochSeconds, json, listOf, mapOf, type StandardSchemaV1, setOf } from 'annotable';

declare const schema: StandardSchemaV1;

// Accepted: `optional` with `?`, `nullable` with `| null`, and both.

export class Agreeing {
  @Attribute(String, { optional: true }) note?: string;
  @Attribute(String, { optional: true }) union?: 'a' | 'b';
  @Attribute(Number, { optional: true }) count?: number;
  @Attribute(Boolean, { optional: true }) flag?: boolean;
  @Attribute(Boolean, { optional: true }) always?: true;
  @Attribute(BigInt, { optional: true }) big?: bigint;
  @Attribute(Date, { optional: true }) date?: Date;
  @Attribute(Uint8Array, { optional: true }) bytes?: Uint8Array;
  @Attribute(decimal(), { optional: true }) price?: string;
  @Attribute(epochSeconds(), { optional: true }) born?: Date;
  @Attribute(setOf(String), { optional: true }) tags?: Set<string>;
  @Attribute(listOf(Number), { optional: true }) scores?: readonly number[];
  @Attribute(mapOf(Number), { optional: true }) votes?: Record<string, number>;
  @Attribute(String, { optional: true }) orUndefined: string | undefined;
  @Attribute(String, { optional: true }) both?: string | undefined;
  @Attribute(String, { nullable: true }) nullable!: string | null;
  @Attribute(Date, { nullable: true }) nullableDate!: Date | null;
  @Attribute(listOf(Number), { nullable: true }) nullableList!: number[] | null;
  @Attribute(String, { optional: true, nullable: true }) either?: string | null;
  @Attribute(String, { optional: false, nullable: false }) said!: string;
}

// Rejected: if they differ, in each direction.

export class Disagreeing {
  // @ts-expect-error
  @Attribute(String) optional?: string;
  // @ts-expect-error
  @Attribute(String, { optional: true }) required!: string;
  // @ts-expect-error
  @Attribute(String) nullable!: string | null;
  // @ts-expect-error
  @Attribute(String, { nullable: true }) neverNull!: string;
  // @ts-expect-error
  @Attribute(String, { optional: true }) optionalOnNull!: string | null;
  // @ts-expect-error
  @Attribute(String, { nullable: true }) nullableOnOptional?: string;
  // @ts-expect-error
  @Attribute(String, { optional: true }) optionalAndNull?: string | null;
  // @ts-expect-error
  @Attribute(String, { nullable: true }) nullAndOptional?: string | null;
  // @ts-expect-error
  @Attribute(String, { optional: true, nullable: true }) neither!: string;
  // @ts-expect-error
  @Attribute(String, { optional: false }) saidFalse?: string;
  // @ts-expect-error
  @Attribute(setOf(String)) set?: Set<string>;
  // @ts-expect-error
  @Attribute(setOf(String), { optional: true }) requiredSet!: Set<string>;
  // @ts-expect-error
  @Attribute(listOf(String)) list!: string[] | null;
  // @ts-expect-error
  @Attribute(Number, { optional: true }) wrongType?: string;
}

// Accepted: the other options.

export class Others {
  @Attribute(String, { name: 'n', readOnly: true, hidden: true }) stored!: string;
  @Attribute(Number, { default: 0 }) zero!: number;
  @Attribute(Date, { default: () => new Date() }) now!: Date;
  @Attribute(listOf(String), { default: ['a'] }) list!: string[];
  @Attribute(setOf(String), { default: () => new Set<string>() }) set!: Set<string>;
  @Attribute(String, { nullable: true, default: null }) nothing!: string | null;
  @Attribute(json(), { default: { theme: 'dark' } }) settings!: { theme: string };
  @Attribute(json(), { default: () => ({ theme: 'dark' }) }) made!: { theme: string };
  @Attribute(String, { validate: (name) => name.length > 3 }) checked!: string;
  @Attribute(String, { validate: (name: string) => name.length > 3 || 'is too short' }) explained!: string;
  @Attribute(String, { nullable: true, validate: (name: string) => name.length > 3 }) ifAny!: string | null;
  @Attribute(listOf(Number), { validate: (all: readonly number[]) => all.length < 9 }) few!: number[];
  @Attribute(json(), { validate: ({ theme }: { theme: string }) => theme !== '' }) theme!: { theme: string };
  @Attribute(String, { validate: schema }) bySchema!: string;
  @Attribute(String, { optional: true, validate: schema, name: 's' }) optionalBySchema?: string;
}

export class Exact {
  @Attribute(Number, { exact: true }) exact!: number;
  @Attribute(Number, { exact: false, optional: true }) maybe?: number;
}

export class WrongOthers {
  // @ts-expect-error
  @Attribute(String, { exact: true }) text!: string;
  // @ts-expect-error
  @Attribute(BigInt, { exact: true }) big!: bigint;
  // @ts-expect-error
  @Attribute(listOf(Number), { exact: true }) list!: number[];
  // @ts-expect-error
  @Attribute(Number, { exact: 'yes' }) said!: number;
  // @ts-expect-error
  @Attribute(Number, { default: 'none' }) number!: number;
  // @ts-expect-error
  @Attribute(String, { default: () => 1 }) made!: string;
  // @ts-expect-error
  @Attribute(String, { validate: (count: number) => count > 1 }) checked!: string;
  // @ts-expect-error
  @Attribute(String, { validate: () => 1 }) verdict!: string;
  // @ts-expect-error
  @Attribute(String, { name: 1 }) stored!: string;
  // @ts-expect-error
  @Attribute(String, { optional: 'yes' }) optional?: string;
}

// convert: the property has its own type, and the attribute type is the stored one.

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

const asText = {
  to: ({ x, y }: Point): string => `${x},${y}`,
  from: (text: string): Point => new Point(text.length, 0),
};

export class Converted {
  @Attribute(String, { convert: asText }) point!: Point;
  @Attribute(String, { convert: asText, name: 'p' }) named!: Point;
  @Attribute(String, { convert: asText, optional: true }) optional?: Point;
  @Attribute(String, { convert: asText, nullable: true }) nullable!: Point | null;
  @Attribute(String, { convert: asText, default: () => new Point(0, 0) }) made!: Point;
  @Attribute(String, { convert: asText, validate: ({ x }: Point) => x > 0 }) checked!: Point;
  @Attribute(String, { convert: { to: (url: URL) => url.href, from: (href) => new URL(href) } }) url!: URL;
  @Attribute(listOf(Number), {
    convert: { to: ({ x, y }: Point) => [x, y], from: ([x = 0, y = 0]) => new Point(x, y) },
  })
  pair!: Point;
}

export class WrongConverted {
  // @ts-expect-error
  @Attribute(String, { convert: asText }) otherClass!: Date;
  // @ts-expect-error
  @Attribute(String, { convert: asText }) stored!: string;
  // @ts-expect-error
  @Attribute(Number, { convert: asText }) otherType!: Point;
  // @ts-expect-error
  @Attribute(String, { convert: asText }) optional?: Point;
  // @ts-expect-error
  @Attribute(String, { convert: asText, optional: true }) required!: Point;
  // @ts-expect-error
  @Attribute(String, { convert: { to: (point: Point) => point.x, from: asText.from } }) toNumber!: Point;
  // @ts-expect-error
  @Attribute(String, { convert: { to: asText.to, from: (text: string) => text } }) fromText!: Point;
  // @ts-expect-error
  @Attribute(String, { convert: { to: asText.to } }) oneWay!: Point;
  // @ts-expect-error
  @Attribute(String) withoutConversion!: Point;
}
