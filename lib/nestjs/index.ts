/**
 * A module, pipes, an exception filter, and a health indicator for NestJS: the subpath `annotable/nestjs`.
 *
 * @module annotable/nestjs
 */
export { AnnotableExceptionFilter } from './annotable-exception-filter.ts';
export { AnnotableHealth, type HealthOptions, type HealthResult, type TableHealth } from './annotable-health.ts';
export { AnnotableModule } from './annotable-module.ts';
export type { AnnotableModuleAsyncOptions, AnnotableModuleOptions, AnnotableOptions } from './module-options.ts';
export { fromJsonPipe, patchFromJsonPipe } from './pipes.ts';
export { getClientToken, getRepositoryToken, InjectClient, type InjectDecorator, InjectRepository } from './tokens.ts';
