import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Logger,
  NotFoundException,
  Param,
  Patch,
  Post,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type fromJson, increment, type JsonChanges, OutcomeUnknownError, ThrottledError, toJson } from 'annotable';
import { AnnotableExceptionFilter, AnnotableModule, fromJsonPipe, patchFromJsonPipe } from 'annotable/nestjs';
import { onEveryEngine } from '../support/engines.ts';
import { served } from './http.ts';
import { Order, Orders } from './models.ts';

type NewOrder = ReturnType<typeof fromJson<Order>>;

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: Orders) {}

  @Post()
  async create(@Body(fromJsonPipe(Order)) order: NewOrder) {
    return toJson(await this.orders.create(order));
  }

  @Get('throttled')
  throttled(): never {
    throw new ThrottledError('orders', [], new Error('cause'));
  }

  @Get('unknown')
  unknown(): never {
    throw new OutcomeUnknownError(
      { table: 'orders', operation: 'update', cause: new Error('lost') } as never,
      'is lost',
    );
  }

  @Get('absent')
  absent(): never {
    throw new NotFoundException('not here');
  }

  @Get('broken')
  broken(): Promise<unknown> {
    return this.orders.get('1', { tableName: 'secret' } as never);
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    return toJson(await this.orders.getOrThrow(id));
  }

  @Patch(':id')
  async update(
    @Param('id') id: string,
    @Body(patchFromJsonPipe(Order)) changes: JsonChanges,
    @Headers('if-match') version?: string,
  ) {
    return toJson(await this.orders.update(id, changes, version === undefined ? {} : { version: Number(version) }));
  }

  @Post(':id/raise')
  @HttpCode(200)
  async raise(@Param('id') id: string) {
    return toJson(await this.orders.update(id, { total: increment(1) }, { if: { total: 0 } }));
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id') id: string): Promise<void> {
    await this.orders.delete(id);
  }
}

const platforms = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };

onEveryEngine('pipes and filter', (engine) => {
  const tea = (id: string) => ({ id, total: 5, tags: ['a', 'b'] });

  for (const [platform, makeAdapter] of Object.entries(platforms)) {
    describe(`on ${platform}`, () => {
      let shop: Awaited<ReturnType<typeof served>>;
      let logged: [level: string, text: string][];

      beforeAll(async () => {
        const module = await Test.createTestingModule({
          imports: [
            AnnotableModule.forRoot({
              client: engine.client,
              ensureTables: true,
              repositoryOptions: { tableName: engine.uniqueTable('nest-http') },
            }),
            AnnotableModule.forFeature([Orders]),
          ],
          controllers: [OrdersController],
          providers: [{ provide: APP_FILTER, useClass: AnnotableExceptionFilter }],
        }).compile();
        shop = await served(module, makeAdapter());
      });

      beforeEach(() => {
        logged = [];
        jest.spyOn(Logger.prototype, 'error').mockImplementation((text) => logged.push(['error', text]));
        jest.spyOn(Logger.prototype, 'warn').mockImplementation((text) => logged.push(['warn', text]));
      });

      afterEach(() => jest.restoreAllMocks());

      afterAll(async () => {
        await shop.module.get(Orders, { strict: false }).table.drop();
        await shop.close();
      });

      engine.test('creates an item from a body, with its sets', async () => {
        const created = await shop.fetchJson('/orders', { method: 'POST', body: tea('1') });
        expect(created).toMatchObject({ status: 201, body: { ...tea('1'), version: 1 } });
        expect(await shop.fetchJson('/orders/1')).toMatchObject({ status: 200, body: created.body });
      });

      engine.test('refuses a body with all of its issues', async () => {
        const body = { id: '2', total: '5', tags: ['a', 'a'], version: 3 };
        const { status, type, body: problem } = await shop.fetchJson('/orders', { method: 'POST', body });
        expect([status, type?.split(';')[0]]).toEqual([400, 'application/problem+json']);
        expect(problem).toMatchObject({ title: 'Bad Request', status: 400, code: 'item.invalid' });
        expect(problem.issues.map(({ path }: { path: string }) => path)).toEqual(['total', 'tags', 'version']);
        expect(logged).toEqual([]);
      });

      engine.testWith('itemOnConditionFailure', 'changes an item by a merge patch, under its version', async () => {
        await shop.fetchJson('/orders', { method: 'POST', body: { ...tea('3'), note: 'x' } });
        const patch = { method: 'PATCH', body: { total: 6, note: null } };
        const patched = await shop.fetchJson('/orders/3', { ...patch, headers: { 'If-Match': '1' } });
        expect(patched).toMatchObject({ status: 200, body: { ...tea('3'), total: 6, version: 2 } });
        expect(patched.body).not.toHaveProperty('note');
        expect(await shop.fetchJson('/orders/3', { ...patch, headers: { 'If-Match': '1' } })).toMatchObject({
          status: 412,
          body: { title: 'Precondition Failed', status: 412, code: 'condition.versionConflict' },
        });
      });

      engine.test('refuses a patch of the key', async () => {
        expect(await shop.fetchJson('/orders/3', { method: 'PATCH', body: { id: '4' } })).toMatchObject({
          status: 400,
          body: { code: 'item.invalid', issues: [{ path: 'id', message: "is part of the key, which can't change" }] },
        });
      });

      engine.test('answers with the status of each error', async () => {
        await shop.fetchJson('/orders', { method: 'POST', body: tea('5') });
        expect(await shop.fetchJson('/orders', { method: 'POST', body: tea('5') })).toMatchObject({
          status: 409,
          body: { title: 'Conflict', status: 409, code: 'condition.alreadyExists' },
        });
        expect(await shop.fetchJson('/orders/none', { method: 'DELETE' })).toMatchObject({
          status: 404,
          type: expect.stringContaining('application/problem+json'),
          body: { title: 'Not Found', status: 404, code: 'condition.notFound' },
        });
        expect(await shop.fetchJson('/orders/throttled')).toMatchObject({ status: 503 });
        expect(await shop.fetchJson('/orders/unknown')).toMatchObject({ status: 504 });
        expect(logged.map(([level]) => level)).toEqual(['warn', 'warn']);
      });

      engine.testWith('itemOnConditionFailure', 'answers with 409 if a condition fails', async () => {
        await shop.fetchJson('/orders', { method: 'POST', body: tea('6') });
        expect(await shop.fetchJson('/orders/6/raise', { method: 'POST' })).toMatchObject({
          status: 409,
          body: { code: 'condition.failed' },
        });
      });

      engine.test('hides the error of the program, and logs it', async () => {
        const { status, body } = await shop.fetchJson('/orders/broken');
        expect([status, body]).toEqual([500, { title: 'Internal Server Error', status: 500 }]);
        expect(logged).toEqual([['error', expect.stringContaining("has no option 'tableName'")]]);
      });

      engine.test('leaves other exceptions to Nest', async () => {
        expect(await shop.fetchJson('/orders/absent')).toMatchObject({
          status: 404,
          type: expect.stringContaining('application/json'),
          body: { message: 'not here', statusCode: 404 },
        });
      });
    });
  }
});

test('a pipe without the filter refuses a body with the same problem', async () => {
  const module = await Test.createTestingModule({
    controllers: [OrdersController],
    providers: [{ provide: Orders, useValue: {} }],
  }).compile();
  const shop = await served(module);
  const { status, body } = await shop.fetchJson('/orders', { method: 'POST', body: {} });
  await shop.close();
  const issues = ['id', 'total', 'tags'].map((path) => ({ path, message: 'is required', code: 'required' }));
  expect([status, body]).toEqual([400, { title: 'Bad Request', status: 400, code: 'item.invalid', issues }]);
});

test('a pipe passes on what the class itself throws', () => {
  expect(() => fromJsonPipe(class Plain {}).transform({}, { type: 'body' })).toThrow("Plain can't be a model");
});

describe('AnnotableExceptionFilter', () => {
  test.each(['rpc', 'ws', 'graphql'])('leaves errors of %s to Nest', (type) => {
    const host = { getType: () => type, switchToHttp: () => expect(type).toBe('http') };
    expect(new AnnotableExceptionFilter().catch(new Error('any'), host as never)).toBeUndefined();
  });
});
