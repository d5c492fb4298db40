/** Derived attributes, whose parts and values the compiler accepts or rejects. */
import { Attribute, PartitionKey, Table } from 'annotable';
import type { Equal, Expect } from './equal.ts';

class Address {
  @Attribute(String) country!: string;
}

@Table('people')
@PartitionKey('id')
export class Person {
  @Attribute(String) id!: string;
  @Attribute(String) first!: string;
  @Attribute(String, { optional: true }) last?: string;
  @Attribute(Number) age!: number;
  @Attribute(Address) address!: Address;

  // Parts without an annotation are unknown.
  @Attribute(String, {
    optional: true,
    derive: {
      from: ['first', 'last'],
      value: (parts) => {
        type _Parts = Expect<Equal<typeof parts, Readonly<Record<'first' | 'last', unknown>>>>;
        return `${parts.first} ${parts.last}`;
      },
    },
  })
  readonly name?: string;
  @Attribute(Number, { derive: { from: ['age'], value: ({ age }: Pick<Person, 'age'>) => age * 12 } })
  readonly months!: number;
  @Attribute(String, {
    derive: {
      from: ['address.country', 'last'],
      value: (parts: { 'address.country': string; last?: string }) => parts['address.country'],
    },
  })
  readonly place!: string;
  @Attribute(String, {
    convert: { to: (url: URL) => url.href, from: (href: string) => new URL(href) },
    derive: { from: ['first'], value: ({ first }) => new URL(String(first)) },
  })
  readonly url!: URL;
  @Attribute(Date, { nullable: true, derive: { from: ['age'], value: () => null } })
  readonly date!: Date | null;

  // @ts-expect-error: the property of the part has another type
  @Attribute(String, { derive: { from: ['age'], value: ({ age }: { age: string }) => age } }) wrongPart!: string;
  // @ts-expect-error: the class has no such property
  @Attribute(String, { derive: { from: ['frist'], value: ({ frist }) => `${frist}` } }) noProperty!: string;
  // @ts-expect-error: the part is not in from
  @Attribute(String, { derive: { from: ['first'], value: (of: Pick<Person, 'age'>) => `${of.age}` } })
  notNamed!: string;
  // @ts-expect-error: the value has another type
  @Attribute(String, { derive: { from: ['first'], value: () => 3 } }) otherValue!: string;
  // @ts-expect-error: the property has another type
  @Attribute(Number, { derive: { from: ['first'], value: () => 3 } }) otherType!: string;
  // @ts-expect-error: a derived property can be absent as any other
  @Attribute(String, { derive: { from: ['first'], value: () => '' } }) absent?: string;
}
