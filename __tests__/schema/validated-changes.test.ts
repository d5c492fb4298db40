import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  append,
  BaseRepository,
  type Changes,
  ifNotExists,
  listOf,
  mapOf,
  PartitionKey,
  prepend,
  Repository,
  set,
  Table,
  ValidationError,
} from 'annotable';

const isCode = (value: string) => /^\d+$/.test(value) || 'must be digits';

class Place {
  @Attribute(String) city!: string;
  @Attribute(String, { optional: true, validate: isCode }) zip?: string;
}

@Table('validated')
class Person {
  @PartitionKey() @Attribute(String) id!: string;
  @Attribute(String, { optional: true, validate: isCode }) code?: string;
  @Attribute(Place, { optional: true }) home?: Place;
  @Attribute(listOf(Place), { default: [] }) places!: Place[];
  @Attribute(mapOf(Place), { default: {} }) byName!: Record<string, Place>;
}

@Repository(Person)
class People extends BaseRepository<Person, 'id', 'places' | 'byName'> {}

/** An endpoint without a server, so a change that is sent fails with another error. */
const people = new People(
  new DynamoDBClient({
    endpoint: 'http://127.0.0.1:9',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }),
);
const bad = { city: 'Paris', zip: 'x' };

describe('a validator', () => {
  test.each<[string, Changes<Person, 'id'>, string]>([
    ['a value', { code: 'x' }, 'code'],
    ['set()', { code: set('x') }, 'code'],
    ['ifNotExists()', { code: ifNotExists('x') }, 'code'],
    ['a path into a document', { 'home.zip': 'x' }, 'home.zip'],
    ['a path into an element', { 'places[0].zip': 'x' }, 'places[0].zip'],
    ['a path into an entry', { 'byName.a.zip': 'x' }, 'byName.a.zip'],
    ['a whole document', { home: bad }, 'home.zip'],
    ['an element that is set', { 'places[0]': bad }, 'places[0].zip'],
    ['elements that are appended', { places: append([bad]) }, 'places[0].zip'],
    ['elements that are prepended', { places: prepend([bad]) }, 'places[0].zip'],
  ])('is run before an update is sent, on %s', async (_what, changes, path) => {
    const error = await people.update('a', changes).catch((caught) => caught);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.issues).toMatchObject([{ path, message: 'must be digits' }]);
  });
});
