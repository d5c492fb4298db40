import { ConfigurationError } from '../errors/configuration-error.ts';

/** Returns the value of an environment variable. Undefined if it is not set, empty, or blank. */
export function environmentValue(name: string): string | undefined {
  const value = process.env[name];
  return value?.trim() === '' ? undefined : value;
}

/** Returns the names of the variables that are not set: `['A', 'B']` → `A and B`. */
export const missingNames = (names: readonly string[]): string =>
  names.filter((name) => environmentValue(name) === undefined).join(' and ');

/**
 * Returns the values of environment variables.
 *
 * @param meanings - the meaning of each variable by its name, for the message
 * @throws ConfigurationError `configuration.invalid` if some are not set, empty, or blank, with all their names
 */
export function environmentValues<Name extends string>(meanings: Readonly<Record<Name, string>>): Record<Name, string> {
  const pairs = Object.entries<string>(meanings).map(([name, meaning]) => ({
    name,
    meaning,
    value: environmentValue(name),
  }));
  const missing = pairs.filter(({ value }) => value === undefined);
  if (missing.length === 0) return Object.fromEntries(pairs.map(({ name, value }) => [name, value])) as never;
  const missingMeanings = missing.map(({ meaning }) => meaning).join(' and ');
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  throw new ConfigurationError(
    `${missingNames(Object.keys(meanings))} ${are} not set; set ${them} to ${missingMeanings} of the linker`,
  );
}
