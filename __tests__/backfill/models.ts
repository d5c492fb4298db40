import type { Checkpoint } from 'annotable/backfill';

/** A checkpoint in memory, with its states. */
export class Memory implements Checkpoint {
  readonly states: unknown[] = [];
  load() {
    return Promise.resolve(this.states.at(-1));
  }
  save(state: unknown) {
    this.states.push(JSON.parse(JSON.stringify(state)));
    return Promise.resolve();
  }
}
