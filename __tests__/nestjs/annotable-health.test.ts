import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test, type TestingModule } from '@nestjs/testing';
import { AnnotableHealth, AnnotableModule } from 'annotable/nestjs';
import { onEveryEngine } from '../support/engines.ts';
import { unsendableClient } from '../support/unsendable-client.ts';
import { served } from './http.ts';
import { Customers, Invoices, Orders } from './models.ts';

@Controller('health')
class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly tables: AnnotableHealth,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.checks.check([() => this.tables.isHealthy('dynamodb')]);
  }
}

@Module({ imports: [TerminusModule.forRoot({ logger: false })], controllers: [HealthController] })
class HealthModule {}

onEveryEngine('AnnotableHealth', (engine) => {
  let suffix: string;
  const repositories = AnnotableModule.forFeature([Orders, Customers, Invoices]);
  const compiled = (): Promise<TestingModule> => {
    const root = AnnotableModule.forRoot({ client: engine.client, tableName: (declared) => `${declared}-${suffix}` });
    return Test.createTestingModule({ imports: [root, repositories, HealthModule] }).compile();
  };

  beforeEach(() => {
    suffix = engine.uniqueTable('health');
  });

  engine.test('reports the tables of all repositories, a shared table once', async () => {
    const module = await compiled();
    const tables = [Orders, Customers].map((Class) => module.get(Class, { strict: false }).table);
    const health = module.get(AnnotableHealth);
    expect(await health.isHealthy('dynamodb')).toEqual({
      dynamodb: { status: 'down', tables: { [`orders-${suffix}`]: 'MISSING', [`shop-${suffix}`]: 'MISSING' } },
    });
    for (const table of tables) await table.ensure();
    expect(await health.isHealthy('tables')).toEqual({
      tables: { status: 'up', tables: { [`orders-${suffix}`]: 'ACTIVE', [`shop-${suffix}`]: 'ACTIVE' } },
    });
    for (const table of tables) await table.drop();
  });

  engine.test('is a health indicator of Terminus', async () => {
    const { module, fetchJson, close } = await served(await compiled());
    const tables = [Orders, Customers].map((Class) => module.get(Class, { strict: false }).table);
    const down = { status: 'down', tables: { [`orders-${suffix}`]: 'MISSING', [`shop-${suffix}`]: 'MISSING' } };
    expect(await fetchJson('/health')).toMatchObject({
      status: 503,
      body: { status: 'error', error: { dynamodb: down } },
    });
    for (const table of tables) await table.ensure();
    const up = { status: 'up', tables: { [`orders-${suffix}`]: 'ACTIVE', [`shop-${suffix}`]: 'ACTIVE' } };
    expect(await fetchJson('/health')).toMatchObject({ status: 200, body: { status: 'ok', info: { dynamodb: up } } });
    for (const table of tables) await table.drop();
    await close();
  });
});

describe('AnnotableHealth', () => {
  const client = unsendableClient();

  test('shows the name of an error, and not its message', async () => {
    const module = await Test.createTestingModule({
      imports: [AnnotableModule.forRoot({ client }), AnnotableModule.forFeature([Orders])],
    }).compile();
    const { dynamodb } = await module.get(AnnotableHealth).isHealthy('dynamodb', { timeoutMs: 50 });
    expect(dynamodb).toEqual({ status: 'down', tables: { orders: expect.stringMatching(/^[\w.]+$/) } });
  });

  test('refuses the name of a client that is not defined, and a client without repositories', async () => {
    const module = await Test.createTestingModule({ imports: [AnnotableModule.forRoot({ client })] }).compile();
    const health = module.get(AnnotableHealth);
    await expect(health.isHealthy('dynamodb', { name: 'archive' })).rejects.toThrow(
      "AnnotableHealth: no AnnotableModule.forRoot() has the name 'archive'",
    );
    await expect(health.isHealthy('dynamodb')).rejects.toThrow(
      'AnnotableHealth: the client has no repositories to check; add them with AnnotableModule.forFeature()',
    );
  });
});
