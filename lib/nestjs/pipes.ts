import { BadRequestException, type PipeTransform } from '@nestjs/common';
import { ValidationError } from '../errors/validation-error.ts';
import { type FromJsonOptions, fromJson } from '../json/from-json.ts';
import { type JsonChanges, patchFromJson } from '../json/patch-from-json.ts';
import { problemOf } from '../json/problem.ts';
import type { EntityClass } from '../values/attribute-type.ts';

/** A body that doesn't fit its class. Nest sends the problem itself if no filter does. */
export class InvalidBodyException extends BadRequestException {
  constructor(cause: ValidationError) {
    super(problemOf(cause), { cause });
  }
}

/** Creates a pipe from a function that throws a `ValidationError` for a wrong value. */
const pipe = <Result>(read: (json: unknown) => Result): PipeTransform<unknown, Result> => ({
  transform(json) {
    try {
      return read(json);
    } catch (error) {
      throw error instanceof ValidationError ? new InvalidBodyException(error) : error;
    }
  },
});

/**
 * Creates a pipe that turns a JSON body into the item of a class, as `fromJson` does. A body that doesn't fit is a response
 * 400 with all issues and their paths.
 *
 * @param options - with the filled properties that the body may have: `{ accept: ['id'] }`
 * @example
 * @Post()
 * create(@Body(fromJsonPipe(Order)) order: NewOrder) {
 *   return this.orders.create(order);
 * }
 */
export function fromJsonPipe<T extends object>(
  model: EntityClass<T>,
  options: FromJsonOptions<T> = {},
): PipeTransform<unknown, T> {
  return pipe((json) => fromJson(model, json, options));
}

/**
 * Creates a pipe that turns a JSON Merge Patch into the changes of an `update`, as `patchFromJson` does. A patch that
 * doesn't fit is a response 400 with all issues and their paths.
 *
 * @example
 * @Patch(':id')
 * update(@Param('id') id: string, @Body(patchFromJsonPipe(Order)) changes: JsonChanges) {
 *   return this.orders.update(id, changes);
 * }
 */
export function patchFromJsonPipe<T extends object>(model: EntityClass<T>): PipeTransform<unknown, JsonChanges> {
  return pipe((json) => patchFromJson(model, json));
}
