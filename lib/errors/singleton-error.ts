import { AnnotableError } from './annotable-error.ts';

/**
 * A process that holds one linker was asked for a second.
 *
 * Code: `linker.singleton`.
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
