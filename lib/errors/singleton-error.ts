import { AnnotableError } from './annotable-error.ts';

/**
 * The process already has a linker, and the program creates a second one.
 *
 * Code: `linker.singleton`.
 *
 * Cure: Use the first linker, `close()` it before you create the second, or pass `{ allowMultipleInstances: true }`.
 */
export class SingletonError extends AnnotableError {
  static override readonly errorName: string = 'SingletonError';
  constructor(held: string, asked: string) {
    super(
      'linker.singleton',
      `this process holds a ${held} already, so it makes no ${asked}: use that one, close() it first, ` +
        'or give { allowMultipleInstances: true }',
    );
  }
}
