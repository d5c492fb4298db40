import type { ClientConfig } from './client-parts.ts';

const partOf = (config: ClientConfig, name: string): unknown =>
  (config as unknown as Readonly<Record<string, unknown>>)[name];

/** Parts of a client's configuration at the time when the snapshot was created. */
export class ConfigSnapshot {
  readonly #config: ClientConfig;
  readonly #names: readonly string[];
  readonly #parts: readonly unknown[];

  constructor(config: ClientConfig, names: readonly string[]) {
    this.#config = config;
    this.#names = names;
    this.#parts = names.map((name) => partOf(config, name));
  }

  /** True until one of the parts is replaced. */
  isCurrent(): boolean {
    let index = 0;
    for (const name of this.#names) if (partOf(this.#config, name) !== this.#parts[index++]) return false;
    return true;
  }
}
