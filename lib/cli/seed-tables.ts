import { loadModule } from '../models/load-module.ts';
import { modelsIn, oneOfEachTable, repositoryOf } from '../models/models.ts';
import { useEndpoint } from './json-arguments.ts';

/**
 * Creates the tables of the classes that a module exports, and then calls its exported function `seed`, if it has one.
 *
 * @param endpoint - of the engine; the repositories of the module use it too, if they are made without a client
 */
export async function seedTables(path: string, endpoint: string): Promise<void> {
  useEndpoint(endpoint);
  const exports = await loadModule(path);
  for (const model of oneOfEachTable(modelsIn(exports, path))) await repositoryOf(model).table.ensure();
  const { seed } = exports;
  if (typeof seed === 'function') await seed();
}
