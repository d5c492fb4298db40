import {
  Attribute,
  BaseRepository,
  type Client,
  DeletedAt,
  OutcomeUnknownError,
  PartitionKey,
  Repository,
  Table,
  TimeToLive,
  Version,
} from 'annotable';
import { onEveryEngine } from '../support/engines.ts';
import { faultyClients } from './support.ts';

/** A model whose deletes are soft, and change the expiry and the version. */
function pageModel(table: string) {
  @Table(table)
  class Page {
    @PartitionKey() @Attribute(String) id!: string;
    @DeletedAt({ purgeAfterDays: 1 }) deletedAt?: Date;
    @TimeToLive() expiresAt?: Date;
    @Version() version!: number;
  }

  @Repository(Page)
  class PageRepository extends BaseRepository<Page, 'id', 'version'> {}
  return (client: Client) => new PageRepository(client);
}

onEveryEngine('a soft delete whose response is lost', (engine) => {
  const pages = pageModel(engine.uniqueTable('pages'));
  const direct = pages(engine.client);
  const expiresAt = new Date('2099-01-01T00:00:00.000Z');
  let clients: Awaited<ReturnType<typeof faultyClients>>;
  const lose = (op: string): Promise<void> => clients.faults.setPlan([{ op, fault: 'resetAfter', when: { first: 1 } }]);

  beforeAll(() => direct.table.create());
  beforeEach(async () => {
    clients = await faultyClients(engine);
  });
  afterEach(() => clients.close());
  afterAll(() => direct.table.drop());

  engine.test('recognizes its own work, and returns the item with the former expiry', async () => {
    await direct.create({ id: 'own', expiresAt });
    await lose('UpdateItem');
    const deleted = await pages(clients.retrying).delete('own');
    // The version from before the delete is not known any more.
    expect(deleted).toEqual({ id: 'own', expiresAt, version: 2 });
    expect(await direct.exists('own')).toBe(false);
    expect(await direct.restore('own')).toMatchObject({ expiresAt });
  });

  engine.test('recognizes its own work if an item may be absent', async () => {
    await direct.create({ id: 'maybe' });
    await lose('UpdateItem');
    expect(await pages(clients.retrying).deleteIfExists('maybe')).toMatchObject({ id: 'maybe' });
    await lose('UpdateItem');
    expect(await pages(clients.retrying).deleteIfExists('never')).toBeUndefined();
  });

  engine.test('throws OutcomeUnknownError if another delete may have been first', async () => {
    await direct.create({ id: 'theirs' });
    await direct.delete('theirs');
    await lose('UpdateItem');
    await expect(pages(clients.retrying).delete('theirs')).rejects.toThrow(OutcomeUnknownError);
  });

  engine.test('is not done twice by a restore or a purge', async () => {
    await direct.create({ id: 'back' });
    await direct.delete('back');
    await lose('UpdateItem');
    await expect(pages(clients.retrying).restore('back')).rejects.toThrow(OutcomeUnknownError);
    expect(await direct.get('back', { consistent: true })).toMatchObject({ version: 3 });
    await direct.delete('back');
    await lose('DeleteItem');
    await expect(pages(clients.retrying).purge('back')).rejects.toThrow(OutcomeUnknownError);
    expect(await direct.get('back', { includeDeleted: true, consistent: true })).toBeUndefined();
  });
});
