import { Attribute, PartitionKey, SortKey } from 'annotable';

class Named {
  @Attribute(String) name!: string;
}

// says only: only a table class, which has no properties, says the type of its key attributes here; leave the type out
@PartitionKey('name', String)
export class TypeOfProperty extends Named {}

// says only: only a table class, which has no properties, says the type of its key attributes here; leave the type out
@SortKey('name', String)
export class TypeOfSortProperty extends Named {}
