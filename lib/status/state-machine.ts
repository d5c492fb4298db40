import { ConfigurationError } from '../errors/configuration-error.ts';
import { ModelDefinitionError } from '../errors/model-definition-error.ts';

/** The next statuses of each status. A final status has `[]`. */
export type TransitionMap<Status extends string = string> = { readonly [From in Status]: readonly Status[] };

/** Statuses with a meaning. Needed only if their names are not the common ones below. */
export interface TransitionOptions<Status extends string = string> {
  /** First status of a request. It can't be final. Default: the first that no other leads to, or else the first one. */
  readonly initial?: Status | undefined;
  /** Status after `succeed()`. Default: the final status SUCCESS, SUCCEEDED, COMPLETED, DELIVERED, or DONE. */
  readonly success?: Status | undefined;
  /** Status after `fail()`. Default: the final status FAILED, FAILURE, or ERROR. */
  readonly failure?: Status | undefined;
  /** Status after `confirmCancel()`. Default: the final status CANCELLED or CANCELED, or else `failure`. */
  readonly cancelled?: Status | undefined;
}

const commonNames = {
  success: ['SUCCESS', 'SUCCEEDED', 'COMPLETED', 'DELIVERED', 'DONE'],
  failure: ['FAILED', 'FAILURE', 'ERROR'],
  cancelled: ['CANCELLED', 'CANCELED'],
} as const;

/** Meaning of a final status. */
type Meaning = keyof typeof commonNames;

/** The statuses of a class, and the allowed transitions between them. */
export class StateMachine {
  readonly statuses: readonly string[];
  readonly initial: string;
  readonly success: string | undefined;
  readonly failure: string | undefined;
  readonly cancelled: string | undefined;
  readonly #map: ReadonlyMap<string, readonly string[]>;

  /** @throws ModelDefinitionError `model.invalid` with all problems of the map and the options */
  constructor(model: string, map: Readonly<Record<string, readonly string[]>>, options: TransitionOptions) {
    this.#map = new Map(Object.entries(map));
    this.statuses = Object.freeze([...this.#map.keys()]);
    const reached = new Set([...this.#map].flatMap(([from, targets]) => targets.filter((to) => to !== from)));
    this.initial = options.initial ?? this.statuses.find((status) => !reached.has(status)) ?? this.statuses[0] ?? '';
    this.success = options.success ?? this.#named('success');
    this.failure = options.failure ?? this.#named('failure');
    this.cancelled = options.cancelled ?? this.#named('cancelled') ?? this.failure;
    const problems = [...this.#mapProblems(), ...this.#optionProblems(options), ...this.#unreachable()];
    if (problems.length > 0) throw new ModelDefinitionError(model, problems);
  }

  has(status: string): boolean {
    return this.#map.has(status);
  }

  /** True if no transition leaves the status. */
  isFinal(status: string): boolean {
    return (this.#map.get(status) ?? []).length === 0;
  }

  /** Returns the next statuses of a status. */
  after(status: string): readonly string[] {
    return this.#map.get(status) ?? [];
  }

  /**
   * Returns the statuses from which a step can lead to this one. Includes the status itself unless it is final, because
   * a step can report progress within a status.
   */
  sourcesOf(to: string): string[] {
    const before = this.statuses.filter((status) => status !== to && this.after(status).includes(to));
    return this.isFinal(to) ? before : [...before, to];
  }

  /**
   * Returns the status that has a meaning.
   *
   * @throws ConfigurationError `configuration.invalid` if no status has it
   */
  meaning(meaning: Meaning): string {
    const status = this[meaning];
    if (status !== undefined) return status;
    throw new ConfigurationError(`no final status means ${meaning}; say which: @Transitions(map, { ${meaning}: '…' })`);
  }

  /** Statuses that are not final. */
  get open(): string[] {
    return this.statuses.filter((status) => !this.isFinal(status));
  }

  #named(meaning: Meaning): string | undefined {
    return commonNames[meaning].find((name) => this.has(name) && this.isFinal(name));
  }

  #mapProblems(): string[] {
    const unknown = [...this.#map].flatMap(([from, targets]) =>
      targets
        .filter((to) => !this.has(to))
        .map((to) => `@Transitions: ${from} leads to '${to}', which it does not list`),
    );
    const isEndless = this.statuses.length > 0 && this.statuses.every((status) => !this.isFinal(status));
    return isEndless ? [...unknown, '@Transitions: no status is final; give the last ones []'] : unknown;
  }

  #optionProblems({ initial, success, failure, cancelled }: TransitionOptions): string[] {
    const problems: string[] = [];
    if (!this.has(this.initial)) problems.push(`@Transitions: initial is '${initial}', which it does not list`);
    else if (this.isFinal(this.initial))
      problems.push(`@Transitions: initial is '${this.initial}', which is final: nothing leads on from it`);
    for (const [name, status] of Object.entries({ success, failure, cancelled })) {
      if (status === undefined) continue;
      if (!this.has(status)) problems.push(`@Transitions: ${name} is '${status}', which it does not list`);
      else if (!this.isFinal(status))
        problems.push(
          `@Transitions: ${name} is '${status}', from which it goes on to ${this.after(status).join(', ')}; a final status has []`,
        );
    }
    return problems;
  }

  #unreachable(): string[] {
    const reached = new Set([this.initial]);
    for (const status of reached) for (const next of this.after(status)) reached.add(next);
    const lost = this.statuses.filter((status) => !reached.has(status));
    return lost.map((status) => `@Transitions: nothing leads to '${status}' from '${this.initial}'`);
  }
}
