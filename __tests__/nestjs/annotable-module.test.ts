import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigurationError } from 'annotable';
import {
  AnnotableModule,
  type AnnotableModuleOptions,
  getClientToken,
  getRepositoryToken,
  InjectClient,
  InjectRepository,
} from 'annotable/nestjs';
import { onEveryEngine } from '../support/engines.ts';
import { unsendableClient } from '../support/unsendable-client.ts';
import { Customers, Invoices, Order, Orders } from './models.ts';

@Injectable()
class Shop {
  constructor(readonly orders: Orders) {}
}

@Injectable()
class Archive {
  constructor(
    readonly orders: Orders,
    @InjectRepository(Orders, 'archive') readonly archived: Orders,
    @InjectClient('archive') readonly client: DynamoDBClient,
  ) {}
}

/** A module of its own, so that two modules can name the same class. */
@Module({ imports: [AnnotableModule.forFeature([Orders])], providers: [Shop], exports: [Shop] })
class ShopModule {}

const other = AnnotableModule.forFeature([Orders]);

const start = async (options: Parameters<typeof Test.createTestingModule>[0]): Promise<TestingModule> =>
  (await Test.createTestingModule(options).compile()).init();

/** Returns what the start of an application throws. */
const failure = (imports: NonNullable<Parameters<typeof Test.createTestingModule>[0]['imports']>): Promise<Error> =>
  start({ imports }).then(
    () => new Error('started'),
    (error) => error,
  );

const client = unsendableClient();

describe('AnnotableModule', () => {
  test('injects a repository by its class, and shares it between modules', async () => {
    const module = await start({
      imports: [AnnotableModule.forRoot({ client, repositoryOptions: { timeoutMs: 5 } }), ShopModule, other],
      providers: [{ provide: 'here', useFactory: (orders: Orders) => orders, inject: [Orders] }],
    });
    const { orders } = module.get(Shop);
    expect(orders).toBeInstanceOf(Orders);
    expect(orders.schema.model).toBe(Order);
    expect(module.get('here')).toBe(orders);
  });

  test('injects the repositories of one class on several clients', async () => {
    const archive = unsendableClient();
    const module = await start({
      imports: [
        AnnotableModule.forRoot({ client }),
        AnnotableModule.forRoot({ name: 'archive', client: archive, repositoryOptions: { tableName: 'old-orders' } }),
        AnnotableModule.forFeature([Orders]),
        AnnotableModule.forFeature([Orders], 'archive'),
      ],
      providers: [Archive],
    });
    const held = module.get(Archive);
    expect([held.orders.table.name, held.archived.table.name]).toEqual(['orders', 'old-orders']);
    expect(held.client).toBe(archive);
    expect(module.get(getClientToken())).toBe(client);
    expect(module.get(getRepositoryToken(Orders, 'archive'), { strict: false })).toBe(held.archived);
  });

  test('takes options from a factory with its dependencies, and names of tables from a function', async () => {
    @Module({ providers: [{ provide: 'STAGE', useValue: 'test' }], exports: ['STAGE'] })
    class StageModule {}
    const module = await start({
      imports: [
        AnnotableModule.forRootAsync({
          imports: [StageModule],
          inject: ['STAGE'],
          useFactory: async (stage: string) => ({ client, tableName: (declared) => `${stage}-${declared}` }),
        }),
        AnnotableModule.forFeature([Orders, Customers, Invoices]),
      ],
    });
    const names = [Orders, Customers, Invoices].map((Class) => module.get(Class, { strict: false }).table.name);
    expect(names).toEqual(['test-orders', 'test-shop', 'test-shop']);
  });

  test('destroys the client that it has made, and no client of its user', async () => {
    const destroyed: string[] = [];
    const given = Object.assign(unsendableClient(), { destroy: () => destroyed.push('given') });
    const module = await start({
      imports: [
        AnnotableModule.forRoot({ client: given }),
        AnnotableModule.forRoot({ name: 'own', clientConfig: { region: 'eu-central-1' } }),
      ],
    });
    const own = module.get<DynamoDBClient>(getClientToken('own'));
    expect(await own.config.region()).toBe('eu-central-1');
    jest.spyOn(own, 'destroy').mockImplementation(() => destroyed.push('own'));
    await module.close();
    expect(destroyed).toEqual(['own']);
  });

  test('lets a test replace the client of all repositories', async () => {
    const sent: string[] = [];
    const fake = {
      config: {},
      middlewareStack: {},
      send: async (command: object) => void sent.push(command.constructor.name),
    };
    const module = await Test.createTestingModule({ imports: [AnnotableModule.forRoot(), ShopModule] })
      .overrideProvider(getClientToken())
      .useValue(fake)
      .compile();
    await module
      .get(Shop)
      .orders.get('1')
      .catch(() => undefined);
    expect(sent).toEqual(['GetItemCommand']);
    await module.close();
  });

  test('lets a test replace a repository', async () => {
    const fake = { getOrThrow: async () => ({ id: '1' }) };
    const module = await Test.createTestingModule({ imports: [AnnotableModule.forRoot({ client }), ShopModule] })
      .overrideProvider(Orders)
      .useValue(fake)
      .compile();
    expect(module.get(Shop).orders).toBe(fake);
  });

  test.each<[string, unknown, string]>([
    [
      'an unknown option',
      { clients: [] },
      "AnnotableModule: forRoot() has no option 'clients'; its options are client, clientConfig, ensureTables, name, " +
        'repositoryOptions, tableName',
    ],
    ['an empty name', { name: '' }, 'AnnotableModule: name of forRoot() must be a string of at least one character'],
    [
      'a client and its configuration',
      { client, clientConfig: {} },
      'AnnotableModule: forRoot() has client and clientConfig; pass one of them',
    ],
    [
      'two names of tables',
      { tableName: (name: string) => name, repositoryOptions: { tableName: 'orders' } },
      'AnnotableModule: forRoot() has tableName and repositoryOptions.tableName; pass one of them',
    ],
  ])('refuses %s', (_, options, message) => {
    const define = () => AnnotableModule.forRoot(options as AnnotableModuleOptions);
    expect(define).toThrow(ConfigurationError);
    expect(define).toThrow(message);
  });

  test('refuses options of a factory that are not valid', async () => {
    const useFactory = () => ({ client, name: 'archive' });
    expect(await failure([AnnotableModule.forRootAsync({ useFactory })])).toMatchObject({
      code: 'configuration.invalid',
      message: expect.stringContaining("AnnotableModule: useFactory() has no option 'name'"),
    });
  });

  test('refuses an asynchronous definition without a factory', () => {
    expect(() => AnnotableModule.forRootAsync({} as never)).toThrow('forRootAsync() requires useFactory');
  });

  test('names the class that a circular import has left undefined', () => {
    expect(() => AnnotableModule.forFeature([Orders, undefined as never])).toThrow(
      'AnnotableModule: entry 1 of forFeature() must be a class of repositories, not undefined; ' +
        'a circular import leaves a class undefined',
    );
  });

  test('refuses a class without a model at the start', async () => {
    class Unbound {}
    const imports = [
      AnnotableModule.forRoot({ client, tableName: (name) => name }),
      AnnotableModule.forFeature([Unbound as never]),
    ];
    expect(await failure(imports)).toMatchObject({
      message: 'Unbound is bound to no model; add @Repository(Model) to it',
    });
  });
});

onEveryEngine('AnnotableModule with ensureTables', (engine) => {
  /** A module that uses the tables when it starts. */
  @Injectable()
  class Seed implements OnModuleInit {
    found: readonly boolean[] = [];
    constructor(
      private readonly orders: Orders,
      private readonly customers: Customers,
    ) {}
    async onModuleInit(): Promise<void> {
      this.found = [await this.orders.table.exists(), await this.customers.table.exists()];
    }
  }

  async function started(ensureTables: boolean): Promise<{ module: TestingModule; created: string[] }> {
    const created: string[] = [];
    const { config } = engine.client;
    const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb');
    const watched = new Client({ endpoint: engine.endpoint, region: 'local', credentials: config.credentials });
    watched.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'CreateTableCommand') created.push((args.input as { TableName: string }).TableName);
          return next(args);
        },
      { step: 'initialize' },
    );
    const suffix = engine.uniqueTable('nest');
    const module = await start({
      imports: [
        AnnotableModule.forRoot({ client: watched, ensureTables, tableName: (declared) => `${declared}-${suffix}` }),
        AnnotableModule.forFeature([Orders, Customers, Invoices]),
      ],
      providers: [Seed],
    });
    return { module, created };
  }

  engine.test('creates the tables of all repositories before other modules start, a shared table once', async () => {
    const { module, created } = await started(true);
    expect(module.get(Seed).found).toEqual([true, true]);
    const tables = [Orders, Customers].map((Class) => module.get(Class, { strict: false }).table);
    expect(created.sort()).toEqual(tables.map(({ name }) => name).sort());
    for (const table of tables) await table.drop();
  });

  engine.test('creates no tables by default', async () => {
    const { module, created } = await started(false);
    expect(module.get(Seed).found).toEqual([false, false]);
    expect(created).toEqual([]);
  });
});
