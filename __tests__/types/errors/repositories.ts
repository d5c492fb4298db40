import { Attribute, BaseRepository, PartitionKey, Repository, Table } from 'annotable';

@Table('people')
@PartitionKey('id')
class Person {
  @Attribute(Number) id!: number;
  @Attribute(String) name!: string;
}

@Table('orders')
@PartitionKey('id')
class Order {
  @Attribute(Number) id!: number;
  @Attribute(Number) total!: number;
}

// says: the repository's items must be of the class that @Repository names: @Repository(Model) class … extends BaseRepository<Model, …>
@Repository(Person)
export class OfAnotherModel extends BaseRepository<Order, 'id'> {}

declare const eitherModel: abstract new () => Person | Order;

// says: the repository's items must be of the class that @Repository names: @Repository(Model) class … extends BaseRepository<Model, …>
@Repository(eitherModel)
export class OfOneOfTwo extends BaseRepository<Order, 'id'> {}

// says: @Repository stands on a class that extends BaseRepository
@Repository(Person)
export class NoRepository {}

export class OnProperty {
  // says: this form stands on a class; on a property, write the form without the property's name where there is one
  @Repository(Person) people!: string;
}

export async function calls(people: BaseRepository<Person, 'id'>): Promise<void> {
  // says: Object literal may only specify known properties, and 'id' does not exist in type 'Changes<Person, "id">'.
  await people.update(1, { id: 2 });
  // says: Object literal may only specify known properties, and 'nickname' does not exist in type 'Changes<Person, "id">'.
  await people.update(1, { nickname: 'x' });
  // says: Property 'name' is missing in type '{ id: number; }' but required in type 'RequiredUnlessFilled<"if the framework fills it, name it in the third type parameter: BaseRepository<Model, Key, 'version' | 'createdAt'>", Person,
  await people.create({ id: 1 });
  // says: Type '"nickname"' is not assignable to type '"id" | "name"'.
  await people.get(1, { select: ['nickname'] });
  // says: Argument of type 'string' is not assignable to parameter of type 'Key<Person, "id">'.
  await people.get('1');
}
