/** Enums: what the compiler accepts and refuses, in both dialects. */
import { Attribute, Enum, enumsOf, PartitionKey, Table } from 'annotable';
import type { Equal, Expect } from './equal.ts';

type State = 'open' | 'paid' | 'sent';

// Accepted: exactly the property's union, in any order, of strings, numbers or both.

@Enum({ state: ['paid', 'open', 'sent'], level: [1, 2], either: ['auto', 0] })
export class ClassForm {
  @Attribute(String) state!: State;
  @Attribute(Number) level!: 1 | 2;
  either!: 'auto' | 0;
}

@Enum({ state: ['open', 'paid', 'sent'] })
@Enum({ level: [1] })
export class OptionalAndNullable {
  @Attribute(String, { optional: true, nullable: true }) state?: State | null;
  @Attribute(Number) level!: 1;
}

export class PropertyForm {
  @Enum(['open', 'sent', 'paid']) @Attribute(String) state!: State;
  @Attribute(Number) @Enum([1, 2]) level!: 1 | 2;
  @Enum(['x']) @Attribute(String, { optional: true }) single?: 'x';
  @Enum([0, 'auto']) either!: 'auto' | 0;
  @Enum(['x', 'y']) @Attribute(String, { nullable: true }) nullable!: 'x' | 'y' | null;
}

const states = ['open', 'paid', 'sent'] as const;
type StateOfList = (typeof states)[number];

@Enum({ state: states })
export class ListOfConstants {
  @Enum(states) other!: StateOfList;
  @Attribute(String) state!: StateOfList;
}

enum Color {
  Red = 'RED',
  Blue = 'BLUE',
}
enum Level {
  Low = 1,
  High = 2,
}
const shapes = { Round: 'round', Square: 'square' } as const;
declare const anyStrings: readonly string[];

@Enum({ color: Color, level: Level, shape: shapes, text: ['a', 'b'], maybe: Color })
export class EnumObjects {
  @Attribute(String) color!: Color;
  @Attribute(Number) level!: Level;
  @Attribute(String) shape!: 'round' | 'square';
  @Attribute(String) text!: string;
  @Attribute(String, { optional: true, nullable: true }) maybe?: Color | null;
}

export class EnumObjectsOnProperties {
  @Enum(Color) @Attribute(String) color!: Color;
  @Enum(Level) @Attribute(Number) level!: Level;
  @Enum(Color) @Attribute(String, { optional: true }) maybe?: Color;
  @Enum(Level) @Attribute(Number, { nullable: true }) orNull!: Level | null;
  @Enum(shapes) shape!: 'round' | 'square';
  @Enum(Color) literals!: 'RED' | 'BLUE';
  @Enum(['RED', 'BLUE']) ofLiterals!: Color;
  @Enum([Color.Red]) one!: Color.Red;
  @Enum(Level) numbers!: 1 | 2;
  @Enum(Color) text!: string;
  @Enum(['open', 'paid']) anyString!: string;
  @Enum(['open']) optionalString?: string;
  @Enum(anyStrings) anyList!: string;
  @Enum(states) constants!: string;
}

class Parent {
  @Attribute(String) state!: State;
}
@Enum({ state: ['open', 'paid', 'sent'] })
export class Inherited extends Parent {}

// Refused on the class: a value missing, one too many, both.

// @ts-expect-error
@Enum({ state: ['open', 'paid'] })
export class OneMissing {
  state!: State;
}

// @ts-expect-error
@Enum({ state: ['open', 'paid', 'sent', 'lost'] })
export class OneTooMany {
  state!: State;
}

// @ts-expect-error
@Enum({ state: ['open', 'paid', 'send'] })
export class Misspelt {
  state!: State;
}

// @ts-expect-error
@Enum({ state: [] })
export class Empty {
  state!: State;
}

// @ts-expect-error
@Enum({ level: [1, 2, 3] })
export class NumberTooMany {
  level!: 1 | 2;
}

// @ts-expect-error
@Enum({ level: [1] })
export class NumberMissing {
  level!: 1 | 2;
}

// @ts-expect-error
@Enum({ level: ['1', '2'] })
export class StringsForNumbers {
  level!: 1 | 2;
}

// Refused on the class: a property that is no union, or that is not there.

// @ts-expect-error
@Enum({ state: [1, 2] })
export class NumbersForAnyString {
  state!: string;
}

// @ts-expect-error
@Enum({ level: [1, 2] })
export class AnyNumber {
  level!: number;
}

// @ts-expect-error
@Enum({ flag: ['true'] })
export class Flag {
  flag!: boolean;
}

// @ts-expect-error
@Enum({ tags: ['a', 'b'] })
export class List {
  tags!: ('a' | 'b')[];
}

// @ts-expect-error
@Enum({ status: ['open'] })
export class NoProperty {
  state!: State;
}

// @ts-expect-error
@Enum({ state: ['open', 'paid', 'sent'], level: [1] })
export class SecondWrong {
  state!: State;
  level!: 1 | 2;
}

// @ts-expect-error
@Enum({ state: ['open', 'paid', 'sent'] })
export class PrivateProperty {
  private state!: State;
  read(): State {
    return this.state;
  }
}

// Refused on a property.

export class RefusedProperties {
  // @ts-expect-error
  @Enum(['open', 'paid']) missing!: State;
  // @ts-expect-error
  @Enum(['open', 'paid', 'sent', 'lost']) tooMany!: State;
  // @ts-expect-error
  @Enum([1, 2]) numbersForAnyString!: string;
  // @ts-expect-error
  @Enum(Level) numbersForStrings!: string;
  // @ts-expect-error
  @Enum(Color) missingColor!: 'RED';
  // @ts-expect-error
  @Enum(Color) otherColor!: 'RED' | 'BLUE' | 'GREEN';
  // @ts-expect-error
  @Enum(Level) otherLevel!: 1 | 2 | 3;
  // @ts-expect-error
  @Enum(Color) level!: Level;
  // @ts-expect-error
  @Enum(anyStrings) notConst!: State;
  // @ts-expect-error
  @Enum([1, 2]) anyNumber!: number;
  // @ts-expect-error
  @Enum([1, 2, 3]) numbers!: 1 | 2;
  // @ts-expect-error
  @Enum(['1', '2']) stringsForNumbers!: 1 | 2;
  // @ts-expect-error
  @Enum([]) empty!: State;
  // @ts-expect-error
  @Enum(['open', 'paid', 'sent']) static onClass: State;
  // @ts-expect-error
  @Enum(['open', 'paid', 'sent']) method(): State {
    return 'open';
  }
}

// Rejected: a form in the other form's place.

// @ts-expect-error
@Enum(['open', 'paid', 'sent'])
export class PropertyFormOnClass {
  state!: State;
}

export class ClassFormOnProperty {
  // @ts-expect-error
  @Enum({ state: ['open', 'paid', 'sent'] }) state!: State;
}

// enumsOf: the names of all attributes, and the values of each union, exactly.

@Table('phonebook')
@PartitionKey('personId')
class Phone {
  @Attribute(Number) personId!: number;
  @Attribute(String) relationship!: 'FRIEND' | 'PARENT';
  @Attribute(Number, { optional: true }) level?: 1 | 2;
  @Attribute(String, { nullable: true }) mood!: 'good' | 'bad' | null;
  @Enum(Color) @Attribute(String) color!: Color;
  @Enum(Level) @Attribute(Number, { optional: true }) rank?: Level;
  @Attribute(Boolean) listed!: boolean;
  @Attribute(Date) timestamp!: Date;
  call(): void {}
}

const enums = enumsOf(Phone);
type Flat<T> = { [P in keyof T]: T[P] };

export type EnumsAreExact = [
  Expect<Equal<keyof typeof enums, 'Attribute' | 'Relationship' | 'Level' | 'Mood' | 'Color' | 'Rank'>>,
  Expect<
    Equal<
      Flat<typeof enums.Attribute>,
      {
        readonly personId: 'personId';
        readonly relationship: 'relationship';
        readonly level: 'level';
        readonly mood: 'mood';
        readonly color: 'color';
        readonly rank: 'rank';
        readonly listed: 'listed';
        readonly timestamp: 'timestamp';
      }
    >
  >,
  Expect<Equal<typeof enums.Relationship, { readonly FRIEND: 'FRIEND'; readonly PARENT: 'PARENT' }>>,
  Expect<Equal<typeof enums.Level, { readonly 1: 1; readonly 2: 2 }>>,
  Expect<Equal<typeof enums.Color, { readonly RED: Color.Red; readonly BLUE: Color.Blue }>>,
  Expect<Equal<typeof enums.Rank, { readonly 1: Level.Low; readonly 2: Level.High }>>,
  Expect<Equal<typeof enums.Mood, { readonly good: 'good'; readonly bad: 'bad' }>>,
];

// @ts-expect-error
enums.Relationship.COLLEAGUE;
// @ts-expect-error
enums.Listed;
// @ts-expect-error
enums.Attribute.call;
// @ts-expect-error
enums.Relationship.FRIEND = 'PARENT';
