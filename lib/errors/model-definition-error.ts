import { AnnotableError } from './annotable-error.ts';

/**
 * A model class that can't be: every problem of the class at once, found before any request.
 *
 * Code: `model.invalid`.
 */
export class ModelDefinitionError extends AnnotableError {
  static override readonly errorName: string = 'ModelDefinitionError';
  /** The class's name. */
  readonly model: string;
  /** One sentence a problem, each with its cure. */
  readonly problems: readonly string[];

  constructor(model: string, problems: readonly string[]) {
    const list = problems.map((problem) => `\n  - ${problem}`).join('');
    super('model.invalid', `${model} can't be a model:${list}`);
    this.model = model;
    this.problems = Object.freeze([...problems]);
  }
}
