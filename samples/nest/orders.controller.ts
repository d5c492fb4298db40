import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { type JsonChanges, toJson } from 'annotable';
import { fromJsonPipe, patchFromJsonPipe } from 'annotable/nestjs';
import { Order, Orders } from './order.ts';

/** Returns the options of a write that must find the version in `If-Match`, such as `"3"`. */
const matching = (ifMatch?: string) => (ifMatch === undefined ? {} : { version: Number(ifMatch.replaceAll('"', '')) });

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: Orders) {}

  @Post()
  async create(@Body(fromJsonPipe(Order)) order: Parameters<Orders['create']>[0]) {
    return toJson(await this.orders.create(order));
  }

  @Get()
  async list(@Query('customerId') customerId: string, @Query('cursor') cursor?: string) {
    const page = await this.orders.ofCustomer(customerId, cursor);
    return { items: page.items.map((order) => toJson(order)), next: page.cursor };
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    return toJson(await this.orders.getOrThrow(id));
  }

  @Patch(':id')
  async update(
    @Param('id') id: string,
    @Body(patchFromJsonPipe(Order)) changes: JsonChanges,
    @Headers('If-Match') ifMatch?: string,
  ) {
    return toJson(await this.orders.update(id, changes, matching(ifMatch)));
  }

  @Delete(':id')
  @HttpCode(204)
  async delete(@Param('id') id: string): Promise<void> {
    await this.orders.delete(id);
  }
}
