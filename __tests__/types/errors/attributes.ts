import { Attribute, Enum, json, listOf, mapOf, oneOfClasses, setOf, tupleOf, vector } from 'annotable';

export class Address {
  @Attribute(String) city!: string;
}

class Card {
  @Enum(['card']) @Attribute(String) kind!: 'card';
}
class Late {
  @Enum(['card', 'late']) @Attribute(String) kind!: 'card' | 'late';
}
class Loose {
  @Attribute(String) kind!: string;
}

export class Several {
  // says: 'pair' must be of type [string, number], as its @Attribute says
  @Attribute(tupleOf(String, Number)) pair!: [string, string];
  // says: 'card' must be of the model class that its @Attribute names
  @Attribute(oneOfClasses([Card], 'kind')) card!: Loose;
  // says: two classes share the kind 'card': each needs its own
  @Attribute(oneOfClasses([Card, Late], 'kind')) late!: Card | Late;
  // says: 'kind' must be of a literal type in every class, like 'card', and never absent or null
  @Attribute(oneOfClasses([Card, Loose], 'kind')) loose!: Card | Loose;
  // says: 'city' is no property of every class: add it, with an @Enum, to each
  @Attribute(oneOfClasses([Card, Address], 'city')) either!: Card | Address;
}

export class Types {
  // says: 'age' must be of type number, as its @Attribute says
  @Attribute(Number) age!: string;
  // says: 'bytes' must be of type Uint8Array, as its @Attribute says
  @Attribute(Uint8Array) bytes!: Buffer;
  // says: 'numbers' must be of type Float32Array, as its @Attribute says
  @Attribute(vector(3)) numbers!: number[];
  // says: 'tags' must be of type Set<string>, as its @Attribute says
  @Attribute(setOf(String)) tags!: string[];
  // says: 'lists' must be of type Set<number>[], as its @Attribute says
  @Attribute(listOf(setOf(Number))) lists!: Set<number>;
  // says: 'map' must be of type Record<string, Date>, as its @Attribute says
  @Attribute(mapOf(Date)) map!: Map<string, Date>;
  // says: 'meta' must hold nothing but JSON: no Date, bigint, binary, set, map or method
  @Attribute(json()) meta!: { at: Date };
  // says: TypeRefusal<"an attribute type is a constructor: @Attribute(String); of a list, it is listOf(String)">
  @Attribute('string') text!: string;
  // says: TypeRefusal<"an attribute type is a constructor: @Attribute(String); of a list, it is listOf(String)">
  @Attribute([String]) texts!: string[];
  // says: 'list' needs the type of its elements: @Attribute(listOf(String))
  @Attribute(Array) list!: string[];
  // says: 'set' needs the type of its elements: @Attribute(setOf(String))
  @Attribute(Set) set!: Set<string>;
  // says: 'entries' can't be a Map: declare it as a Record, with @Attribute(mapOf(String))
  @Attribute(Map) entries!: Map<string, string>;
  // says: 'address' must be of the model class that its @Attribute names
  @Attribute(Address) address!: { city: number };
  // says: 'url' must be of the type that its conversion takes and gives
  @Attribute(String, { convert: { to: (url: URL) => url.href, from: (href: string) => new URL(href) } }) url!: string;
}

export class Options {
  // says only: Type 'number' is not assignable to type 'string | (() => string | null) | null | undefined'.
  @Attribute(String, { default: 3 }) wrongDefault!: string;
  // says only: Type 'number' is not assignable to type 'string | (() => string | null) | null | undefined'.
  @Attribute(String, { optional: true, nullable: true, default: 3 }) absent?: string | null;
  // says only: Type '(pages: number) => boolean' is not assignable to type 'Validator<string> | undefined'.
  @Attribute(String, { validate: (pages: number) => pages > 3 }) wrongValidator!: string;
  // says only: Did you mean to write 'optional'?
  @Attribute(String, { option: true }) unknownOption!: string;
  // says only: Type 'SymbolConstructor' has no properties in common with type 'TypelessOptions<false, false>'.
  @Attribute(Symbol) wrongType!: string;
}

export class Derived {
  @Attribute(Number) age!: number;
  // says: from names 'aeg', and the class has no public property 'aeg'
  @Attribute(String, { derive: { from: ['aeg'], value: ({ aeg }) => `${aeg}` } }) missing!: string;
  // says: from names 'home.city', and the class has no public property 'home'
  @Attribute(String, { derive: { from: ['home.city'], value: () => '' } }) missingDocument!: string;
  // says: value takes 'age' with another type than the property has
  @Attribute(String, { derive: { from: ['age'], value: ({ age }: { age: string }) => age } }) otherPart!: string;
  // says: 'other' is no part of the value: name it in from
  @Attribute(String, { derive: { from: ['age'], value: (all: { other: string }) => all.other } }) unnamed!: string;
  // says: 'otherType' must be of type string, as its @Attribute says
  @Attribute(String, { derive: { from: ['age'], value: () => '' } }) otherType!: number;
  // says only: Type 'number' is not assignable to type 'string'.
  @Attribute(String, { derive: { from: ['age'], value: () => 3 } }) otherValue!: string;
}

export class Absence {
  // says: 'note' may be absent: say { optional: true }, or declare it without ?
  @Attribute(String) note?: string;
  // says: 'name' is never absent: declare it with ?, or leave { optional: true } out
  @Attribute(String, { optional: true }) name!: string;
  // says: 'mood' may be null: say { nullable: true }, or declare it without null
  @Attribute(String) mood!: string | null;
  // says: 'state' is never null: declare it with | null, or leave { nullable: true } out
  @Attribute(String, { nullable: true }) state!: string;
  // says: 'tags' may be absent: say { optional: true }, or declare it without ?
  @Attribute(setOf(String)) tags?: Set<string>;
}

export class Places {
  // says: 'onClass' can't be stored: only a public instance property can, no method, accessor or static one
  @Attribute(String) static onClass: string;
  // standard says: 'method' can't be stored: only a public instance property can, no method, accessor or static one
  // legacy says: 'method' must be of type string, as its @Attribute says
  @Attribute(String) method(): void {}
  // standard says: 'getter' can't be stored: only a public instance property can, no method, accessor or static one
  @Attribute(String) get getter(): string {
    return '';
  }
  // says: 'secret' can't be stored: only a public instance property can, no method, accessor or static one
  @Attribute(setOf(String)) protected secret!: Set<string>;
}

// says: this form stands on a property; on the class, write the form that names the property
@Attribute(String)
export class OnClass {}
