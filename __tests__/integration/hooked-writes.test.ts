import {
  Attribute,
  BaseRepository,
  type Client,
  DeletedAt,
  Extend,
  type Extension,
  increment,
  NotUniqueError,
  OutcomeUnknownError,
  PartitionKey,
  Repository,
  Table,
  Unique,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';

/** A class with a unique value, soft deletes, and the hooks of the running test. */
function userModel(table: string) {
  const hooks: { current: Omit<Extension, 'name'> } = { current: {} };
  const hooked: Extension = {
    name: 'hooked',
    beforeWrite: (write) => hooks.current.beforeWrite?.(write),
    aroundSend: (request, send) => hooks.current.aroundSend?.(request, send) ?? send(),
  };

  @Table(table)
  @Extend(hooked)
  class User {
    @PartitionKey() @Attribute(String) id!: string;
    @Attribute(String, { optional: true }) mail?: string;
    @Attribute(Number, { optional: true }) visits?: number;
    @Unique()
    @Attribute(String, {
      optional: true,
      derive: { from: ['mail'], value: ({ mail }: Pick<User, 'mail'>) => mail?.toLowerCase() },
    })
    readonly identity?: string;
    @DeletedAt() deletedAt?: Date;
  }

  @Repository(User)
  class Users extends BaseRepository<User, 'id'> {}
  return { hooks, users: (client: Client) => new Users(client) };
}

onEveryEngine('a write with hooks', (engine) => {
  const { hooks, users } = userModel(engine.uniqueTable('users'));
  const repository = () => users(engine.client);

  beforeAll(() => repository().table.create());
  afterAll(() => repository().table.drop());
  afterEach(() => {
    hooks.current = {};
  });

  engine.testWith('transactions', 'keeps values unique that a soft delete and a restore change', async () => {
    await repository().create({ id: 'u1', mail: 'First@x' });
    hooks.current = { beforeWrite: () => ({ changes: { mail: 'Second@x' } }) };
    await repository().delete('u1');
    hooks.current = {};
    await expect(repository().create({ id: 'u2', mail: 'second@x' })).rejects.toBeInstanceOf(NotUniqueError);
    await repository().create({ id: 'u3', mail: 'first@x' });
    hooks.current = { beforeWrite: () => ({ changes: { mail: 'Third@x' } }) };
    await repository().restore('u1');
    hooks.current = {};
    await expect(repository().create({ id: 'u4', mail: 'third@x' })).rejects.toBeInstanceOf(NotUniqueError);
    await repository().create({ id: 'u5', mail: 'second@x' });
  });

  engine.testWith('transactions', 'is not sent a second time before it ended', async () => {
    await repository().put({ id: 'twice', visits: 1 });
    const sends: Promise<object>[] = [];
    hooks.current = {
      aroundSend: (request, send) => {
        if (request.operation !== 'UpdateItem') return send();
        sends.push(send());
        return send();
      },
    };
    const error = await repository()
      .update('twice', { visits: increment(1) })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    await Promise.all(sends);
    hooks.current = {};
    expect(await repository().get('twice')).toMatchObject({ visits: 2 });
  });
});
