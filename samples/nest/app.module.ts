import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { AnnotableExceptionFilter, AnnotableModule } from 'annotable/nestjs';
import { HealthController } from './health.controller.ts';
import { Orders } from './order.ts';
import { OrdersController } from './orders.controller.ts';

@Module({ imports: [AnnotableModule.forFeature([Orders])], controllers: [OrdersController] })
export class OrdersModule {}

@Module({ imports: [TerminusModule.forRoot({ logger: false })], controllers: [HealthController] })
export class HealthModule {}

@Module({
  imports: [
    AnnotableModule.forRootAsync({
      useFactory: () => ({
        ensureTables: process.env['STAGE'] !== 'production',
        tableName: (declared) => `${process.env['STAGE'] ?? 'dev'}-${declared}`,
        repositoryOptions: { cursorSecret: process.env['CURSOR_SECRET'] },
      }),
    }),
    OrdersModule,
    HealthModule,
  ],
  providers: [{ provide: APP_FILTER, useClass: AnnotableExceptionFilter }],
})
export class AppModule {}
