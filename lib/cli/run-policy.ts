import { loadModel, loadModels } from '../models/models.ts';
import { iamPolicy } from '../templates/iam-policy.ts';
import type { PolicyOperation } from '../templates/policy-names.ts';
import { print, type Terminal } from './terminal.ts';

/** Options of `annotable policy`. */
export interface PolicyFlags {
  readonly operations: readonly string[];
  readonly class?: string;
  readonly indexes?: readonly string[];
  readonly region?: string;
  readonly account?: string;
  readonly lostResponses: boolean;
}

/** Runs `annotable policy`. */
export async function runPolicy(terminal: Terminal, path: string, flags: PolicyFlags): Promise<void> {
  const { class: name, ...options } = flags;
  const models = name === undefined ? await loadModels(path) : [await loadModel(path, name)];
  const policy = iamPolicy(
    models.map(({ schema }) => schema),
    { ...options, operations: options.operations as readonly PolicyOperation[] },
  );
  await print(terminal, JSON.stringify(policy, undefined, 2));
}
