/** A model without types. The compiler rejects it with standard decorators. */
import { Attribute, PartitionKey, Table } from 'annotable';

const Typed = Attribute as unknown as (options?: object) => (target: unknown, place: unknown) => void;

@Table('typeless')
@PartitionKey('name')
export class Typeless {
  @Typed() name!: string;
  @Typed() at!: Date;
  @Typed({ optional: true, name: 'n' }) note?: string;
}
