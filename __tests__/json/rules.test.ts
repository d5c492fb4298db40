import {
  Attribute,
  BaseRepository,
  CreatedAt,
  fromJson,
  ModelDefinitionError,
  PartitionKey,
  Repository,
  schemaOf,
  standardSchemaOf,
  Table,
  Validate,
  ValidationError,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

@Validate((period: Period) => period.from < period.to || 'must end after it begins')
class Period {
  @Attribute(Number) from!: number;
  @Attribute(Number) to!: number;
}

@Validate((booking: Booking) => booking.guests <= booking.beds || 'has more guests than beds')
@Table('bookings')
class Booking {
  @PartitionKey() @Attribute(Number) id!: number;
  @Attribute(Number, { default: 2 }) beds!: number;
  @Attribute(Number) guests!: number;
  @Attribute(Period) period!: Period;
  @CreatedAt() createdAt!: Date;
}

@Validate((stay: Stay) => !stay.isVip || stay.beds > 1 || 'needs two beds')
@Table('bookings')
class Stay extends Booking {
  @Attribute(Boolean, { default: false }) isVip!: boolean;
}

@Repository(Booking)
class Bookings extends BaseRepository<Booking, 'id', 'beds' | 'createdAt'> {}

@Repository(Stay)
class Stays extends BaseRepository<Stay, 'id', 'beds' | 'createdAt' | 'isVip'> {}

const period = { from: 1, to: 2 };
const refusalOf = async (call: () => unknown): Promise<string> => {
  try {
    await call();
    return 'nothing';
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.issues.map(({ path, message, code }) => `${path}: ${message} (${code})`).join('\n');
  }
};

onEveryEngine('rules of a class', (engine) => {
  const tableName = engine.uniqueTable('bookings');
  const bookings = () => new Bookings(engine.client, { tableName });
  const stays = () => new Stays(engine.client, { tableName });
  beforeAll(() => bookings().table.create());
  afterAll(() => bookings().table.drop());

  engine.test('are checked by writes of whole items, with the defaults', async () => {
    const tooMany = ': has more guests than beds (validator)';
    expect(await refusalOf(() => bookings().create({ id: 1, guests: 3, period }))).toBe(tooMany);
    expect(await refusalOf(() => bookings().put({ id: 1, guests: 3, period }))).toBe(tooMany);
    expect(await refusalOf(() => bookings().putMany([{ id: 1, guests: 3, period }]))).toBe(
      '[0] (id=1): has more guests than beds (validator)',
    );
    expect(await bookings().create({ id: 1, guests: 2, period })).toMatchObject({ beds: 2 });
  });

  engine.test('are checked after the attributes', async () => {
    expect(await refusalOf(() => bookings().create({ id: 1, guests: 'x' as never, period }))).toBe(
      'guests: must be a number, not a string (type)',
    );
  });

  engine.test('of an embedded document are checked by each write of the whole document', async () => {
    const wrong = { from: 2, to: 1 };
    const message = 'period: must end after it begins (validator)';
    expect(await refusalOf(() => bookings().create({ id: 2, guests: 1, period: wrong }))).toBe(message);
    await bookings().create({ id: 2, guests: 1, period });
    expect(await refusalOf(() => bookings().update(2, { period: wrong }))).toBe(message);
  });

  engine.test('of a parent class are checked too', async () => {
    expect(await refusalOf(() => stays().create({ id: 3, guests: 3, period }))).toBe(
      ': has more guests than beds (validator)',
    );
    expect(await refusalOf(() => stays().create({ id: 3, guests: 1, beds: 1, isVip: true, period }))).toBe(
      ': needs two beds (validator)',
    );
  });

  engine.test('are checked by fromJson, before the framework fills the item', async () => {
    expect(await refusalOf(() => fromJson(Booking, { id: 4, guests: 3, period }))).toBe(
      ': has more guests than beds (validator)',
    );
    expect(fromJson(Booking, { id: 4, guests: 2, period })).toEqual({ id: 4, guests: 2, period });
  });
});

test('a rule that throws is an issue with its cause', () => {
  const fault = new Error('secret');
  @Validate(() => {
    throw fault;
  })
  @Table('thrown')
  class Thrown {
    @PartitionKey() @Attribute(Number) id!: number;
  }
  expect(() => fromJson(Thrown, { id: 1 })).toThrow(
    expect.objectContaining({ code: 'item.invalid', cause: fault, message: expect.not.stringContaining('secret') }),
  );
});

test('a rule without a text says that the item does not pass', async () => {
  @Validate(() => '')
  @Table('bookings')
  class Silent {
    @PartitionKey() @Attribute(Number) id!: number;
  }
  expect(await refusalOf(() => fromJson(Silent, { id: 1 }))).toContain('does not pass its validation');
});

test('a rule that is asynchronous is a mistake of the class, not of the JSON', () => {
  @Validate((async () => true) as never)
  @Table('bookings')
  class Later {
    @PartitionKey() @Attribute(Number) id!: number;
  }
  const message = 'bookings: has an asynchronous validator; check with it before you call';
  const thrown = expect.objectContaining({ code: 'configuration.invalid', message });
  expect(() => fromJson(Later, { id: 1 })).toThrow(thrown);
  expect(() => standardSchemaOf(Later)['~standard'].validate({ id: 1 })).toThrow(thrown);
});

test('a rule that is no function is a problem of the class', () => {
  @Validate(5 as never)
  @Table('wrong')
  class Wrong {
    @PartitionKey() @Attribute(Number) id!: number;
  }
  expect(() => schemaOf(Wrong)).toThrow(ModelDefinitionError);
});
