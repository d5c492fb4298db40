/**
 * A phonebook. Shows a model with an enum and an index, the basic operations, and the errors for a conflict, a missing
 * item, and invalid input.
 */
import {
  Attribute,
  BaseRepository,
  Enum,
  enumsOf,
  Index,
  ItemAlreadyExistsError,
  ItemNotFoundError,
  PartitionKey,
  Repository,
  Table,
  ValidationError,
} from 'annotable';
import { startLocal } from 'annotable/local';

@Table('phonebook')
@PartitionKey('personId')
@Index('byName', { partitionKey: 'name', sortKey: 'timestamp' })
@Enum({ relationship: ['PARENT', 'SIBLING', 'FRIEND', 'COLLEAGUE', 'ACQUAINTANCE'] })
class Phone {
  @Attribute(Number) personId!: number;
  @Attribute(String) name!: string;
  @Attribute(String) phoneNumber!: string;
  @Attribute(String) relationship!: 'PARENT' | 'SIBLING' | 'FRIEND' | 'COLLEAGUE' | 'ACQUAINTANCE';
  @Attribute(Date) timestamp!: Date;

  card(): string {
    return `${this.name} (${this.relationship.toLowerCase()}): ${this.phoneNumber}`;
  }
}

@Repository(Phone)
class PhoneRepository extends BaseRepository<Phone, 'personId'> {}

const engine = await startLocal();
console.log(`local DynamoDB engine: ${engine.engine} at ${engine.endpoint}`);
const phones = new PhoneRepository(engine.client);

await phones.table.ensure();
console.log(`table ${phones.table.name} is ready, with the index byName`);

const { Relationship } = enumsOf(Phone);
const ann = await phones.create({
  personId: 1,
  name: 'Ann',
  phoneNumber: '+33 1 23 45 67 89',
  relationship: Relationship.FRIEND,
  timestamp: new Date('2026-01-31T09:30:00.000Z'),
});
console.log(`created  ${ann.card()}`);

try {
  await phones.create({ ...ann, name: 'Another Ann' });
} catch (error) {
  if (!(error instanceof ItemAlreadyExistsError)) throw error;
  console.log(`conflict ${error.message}`);
}

const anna = await phones.update({ personId: 1 }, { name: 'Anna', relationship: Relationship.COLLEAGUE });
console.log(`updated  ${anna.card()}`);

await phones.create({
  personId: 2,
  name: 'Anna',
  phoneNumber: '+49 30 1',
  relationship: 'PARENT',
  timestamp: new Date(),
});
for await (const phone of phones.query({ name: 'Anna' }, { index: 'byName' })) {
  console.log(`by name  #${phone.personId} ${phone.card()}`);
}

const { name } = await phones.getOrThrow(1, { select: ['name'] });
console.log(`selected ${name}, and no other attribute`);

await phones.delete(1);
try {
  await phones.getOrThrow(1);
} catch (error) {
  if (!(error instanceof ItemNotFoundError)) throw error;
  console.log(`missing  ${error.message}`);
}

try {
  // The compiler rejects this. The cast shows how invalid input is rejected at run time.
  await phones.update(2, { relationship: 'BOSS', timestamp: new Date('never') } as never);
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  console.log(`rejected ${error.message}`);
}

await engine.stop();
