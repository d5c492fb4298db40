import { Attribute, PartitionKey, Table } from '../../../lib/index.ts';

/** A class of the table of `models.ts` with another key. */
@Table('people')
@PartitionKey('name')
export class Person {
  @Attribute(String) name!: string;
}

@Table('missing')
@PartitionKey('name')
export class Missing {
  @Attribute(String) name!: string;
}
