import { AnnotableError } from './annotable-error.ts';

/**
 * Options, environment or installation don't allow what was asked for; a mistake of the program, not of its data.
 *
 * Code: `configuration.invalid`.
 */
export class ConfigurationError extends AnnotableError {
  static override readonly errorName: string = 'ConfigurationError';
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('configuration.invalid', message, options);
  }
}
