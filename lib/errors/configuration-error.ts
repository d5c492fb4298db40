import { AnnotableError } from './annotable-error.ts';

/**
 * An option, the environment, or the installation doesn't allow the call. The program is wrong, not its data.
 *
 * Code: `configuration.invalid`.
 *
 * Cure: Correct what the message names: an option, a variable of the environment, the client, or a missing package.
 */
export class ConfigurationError extends AnnotableError {
  static override readonly errorName: string = 'ConfigurationError';
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('configuration.invalid', message, options);
  }
}
