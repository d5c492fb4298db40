import { ConfigurationError } from '../errors/configuration-error.ts';

/**
 * The value of a variable of the environment.
 *
 * @param meaning - what it says, for the message
 * @throws ConfigurationError where it is not set
 */
export function environmentValue(name: string, meaning: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new ConfigurationError(`${name} is not set; set it to ${meaning} of the linker`);
}
