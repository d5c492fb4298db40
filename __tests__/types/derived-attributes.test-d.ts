import { Attribute, PartitionKey, Table } from 'annotable';

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

  // Without a type, the parts are unknown.
  @Attribute(String, {
    optional: true,
    derive: { from: ['first', 'last'], value: ({ first, last }) => `${first} ${last}` },
  })
  readonly name?: string;

  @Attribute(Number, {
    derive: { from: ['age'], value: ({ age }: Pick<Person, 'age'>) => age * 12 },
  })
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

  // @ts-expect-error
  @Attribute(String, { derive: { from: ['age'], value: ({ age }: { age: string }) => age } })
  wrongPart!: string;
  // @ts-expect-error
  @Attribute(String, { derive: { from: ['frist'], value: ({ frist }) => `${frist}` } })
  noProperty!: string;
  // @ts-expect-error
  @Attribute(String, {
    derive: { from: ['first'], value: ({ first, last }: Pick<Person, 'first' | 'last'>) => first + last },
  })
  notNamed!: string;
  // @ts-expect-error
  @Attribute(String, { derive: { from: ['first'], value: () => 3 } })
  result!: string;
  // @ts-expect-error
  @Attribute(Number, { derive: { from: ['first'], value: () => 3 } })
  type!: string;
}
