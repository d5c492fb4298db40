import { ConfigurationError } from '../errors/configuration-error.ts';
import { ModelDefinitionError } from '../errors/model-definition-error.ts';

/** From each status, those that it can go to; none of a final one. */
export type TransitionMap<Status extends string = string> = { readonly [From in Status]: readonly Status[] };

/** What some statuses mean; each is found by itself where the names are common ones. */
export interface TransitionOptions<Status extends string = string> {
  /** Where a request begins, no final one; by default the one that no other leads to, else the first. */
  readonly initial?: Status | undefined;
  /** Where `succeed()` goes; by default the final one called SUCCESS, SUCCEEDED, COMPLETED, DELIVERED or DONE. */
  readonly success?: Status | undefined;
  /** Where `fail()` goes; by default the final one called FAILED, FAILURE or ERROR. */
  readonly failure?: Status | undefined;
  /** Where a cancelled request ends; by default the final one called CANCELLED or CANCELED, else `failure`. */
  readonly cancelled?: Status | undefined;
}

const commonNames = {
  success: ['SUCCESS', 'SUCCEEDED', 'COMPLETED', 'DELIVERED', 'DONE'],
  failure: ['FAILED', 'FAILURE', 'ERROR'],
  cancelled: ['CANCELLED', 'CANCELED'],
} as const;

/** What a final status means. */
type Meaning = keyof typeof commonNames;

/** The statuses of a class of requests, and how they follow each other. */
export class StateMachine {
  readonly statuses: readonly string[];
  readonly initial: string;
  readonly success: string | undefined;
  readonly failure: string | undefined;
  readonly cancelled: string | undefined;
  readonly #map: ReadonlyMap<string, readonly string[]>;

  /** @throws ModelDefinitionError with all problems */
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

  /** True where nothing leads on from a status. */
  isFinal(status: string): boolean {
    return (this.#map.get(status) ?? []).length === 0;
  }

  /** The statuses that one can go to. */
  after(status: string): readonly string[] {
    return this.#map.get(status) ?? [];
  }

  /** The statuses from which one can be reached in a step; it itself too, while it isn't final: progress is no step on. */
  sourcesOf(to: string): string[] {
    const before = this.statuses.filter((status) => status !== to && this.after(status).includes(to));
    return this.isFinal(to) ? before : [...before, to];
  }

  /**
   * The status of a meaning.
   *
   * @throws ConfigurationError where no status has it
   */
  meaning(meaning: Meaning): string {
    const status = this[meaning];
    if (status !== undefined) return status;
    throw new ConfigurationError(`no final status means ${meaning}; say which: @Transitions(map, { ${meaning}: '…' })`);
  }

  /** The statuses that are not final. */
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
