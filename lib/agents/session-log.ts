import { ConditionFailedError } from '../errors/condition-failed-error.ts';
import { ConfigurationError } from '../errors/configuration-error.ts';
import type { JsonInput } from '../linker/linker.ts';
import { type LogEntry, nameOf, SpaceLog } from '../linker/space-log.ts';
import { type DocumentPlace, untilReplaced } from '../linker/until-replaced.ts';
import { type LogChange, plainChange, withoutEnd, withValues } from './log-change.ts';

/** A log whose values can be changed, not only added. */
export class SessionLog<Value extends JsonInput> extends SpaceLog<Value> {
  /** A constant, because a minifier renames classes. */
  static override readonly name: string = 'SessionLog';

  /**
   * Replaces values at the end by others, or only adds values: all or nothing, and once for each id.
   *
   * @throws ConditionFailedError `condition.failed` if the log does not end with the values to replace
   * @throws ConfigurationError `configuration.invalid` if the id was used for another change
   * @throws ValidationError `item.invalid` if the id is blank, a value is not JSON, or more than 98 entries would change
   */
  async change(change: LogChange<Value>): Promise<void> {
    const { marker, hash, replaces, values } = plainChange(change, this.space.tableName);
    await this.#untilDone(async () => {
      const entries = await this.end(replaces.length);
      // Read after the values, so that a change that is done meanwhile by another process is found.
      const known = await this.space.get<string>(marker);
      if (known !== undefined) return this.#checkSame(known.value, hash, change.id);
      const cut = withoutEnd(entries as LogEntry<never>[], replaces);
      if (cut === undefined)
        throw new ConditionFailedError(this.#place, 'the log does not end with the values to replace; read it again');
      const next = nameOf(Number(entries[0]?.name ?? 0) + 1);
      return this.space.replaceMany([
        ...cut,
        { name: next, value: values, revision: undefined, ...this.expiry },
        { name: marker, value: hash, revision: undefined, ...this.expiry },
      ]);
    });
  }

  /**
   * Replaces each value by others, all or nothing.
   *
   * @param newMapper - returns the function that returns the new values of a value; called again after a conflict
   * @throws ValidationError `item.invalid` if more than 100 entries would change
   */
  async rewrite(newMapper: () => (value: Value) => readonly Value[]): Promise<void> {
    await this.#untilDone(async () => {
      const entries = await this.end(Number.POSITIVE_INFINITY);
      return this.space.replaceMany(withValues(entries.reverse(), newMapper()));
    });
  }

  /**
   * Replaces all values. The new ones are added before the old ones are deleted, so that a process that ends in between
   * leaves both.
   */
  async replaceAll(values: readonly Value[]): Promise<void> {
    const last = await this.appendEntry(values);
    const names: string[] = [];
    for await (const name of this.space.names({ before: nameOf(last) })) names.push(name);
    await this.space.delete(names);
  }

  /** The place of the log in errors. */
  get #place(): DocumentPlace {
    return { table: this.space.tableName, key: `space=${JSON.stringify(this.space.name)}` };
  }

  /** Repeats an attempt until it returns true. */
  #untilDone(attempt: () => Promise<boolean>): Promise<true> {
    return untilReplaced(this.#place, {}, async () => ((await attempt()) ? { result: true } : undefined));
  }

  #checkSame(known: string, hash: string, id: string): true {
    if (known === hash) return true;
    throw new ConfigurationError(
      `${this.space.tableName}: the id ${JSON.stringify(id)} was used for another change of the log; give each change an id of its own`,
    );
  }
}
