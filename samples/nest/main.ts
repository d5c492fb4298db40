/**
 * A REST service on NestJS. The SDK configures the client from the environment. For a local engine, run
 * `npx annotable local` and set `AWS_ENDPOINT_URL_DYNAMODB` to its address.
 *
 * Compile it with tsc or swc and the settings `experimentalDecorators` and `emitDecoratorMetadata`, because Nest injects by
 * the types of parameters.
 */
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.ts';

const port = 3_000;

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(port);
