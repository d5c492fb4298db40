import { AnnotableError } from './annotable-error.ts';

/**
 * A class can't be a model. The error has every problem of the class. It is thrown before any request.
 *
 * Code: `model.invalid`.
 *
 * Cure: Correct the decorators. Each entry of `problems` names the property and the cure.
 */
export class ModelDefinitionError extends AnnotableError {
  static override readonly errorName: string = 'ModelDefinitionError';
  /** Name of the class. */
  readonly model: string;
  /** One sentence for each problem, with its cure. */
  readonly problems: readonly string[];

  constructor(model: string, problems: readonly string[]) {
    const list = problems.map((problem) => `\n  - ${problem}`).join('');
    super('model.invalid', `${model} can't be a model:${list}`);
    this.model = model;
    this.problems = Object.freeze([...problems]);
  }
}
