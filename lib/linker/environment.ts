import { ConfigurationError } from '../errors/configuration-error.ts';

/** The value of an environment variable. Undefined if it is not set, empty, or blank. */
export function environmentValue(name: string): string | undefined {
  const value = process.env[name];
  return value?.trim() === '' ? undefined : value;
}

/** `['A', 'B']` → `A and B`: the variables that are not set. */
export const missingNames = (names: readonly string[]): string =>
  names.filter((name) => environmentValue(name) === undefined).join(' and ');

/**
 * The values of variables of the environment.
 *
 * @param meanings - what each says, by its name, for the message
 * @throws ConfigurationError where some are not set, empty, or blank, with the names of all of them
 */
export function environmentValues<Name extends string>(meanings: Readonly<Record<Name, string>>): Record<Name, string> {
  const pairs = Object.entries<string>(meanings).map(([name, meaning]) => ({
    name,
    meaning,
    value: environmentValue(name),
  }));
  const missing = pairs.filter(({ value }) => value === undefined);
  if (missing.length === 0) return Object.fromEntries(pairs.map(({ name, value }) => [name, value])) as never;
  const meant = missing.map(({ meaning }) => meaning).join(' and ');
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  throw new ConfigurationError(
    `${missingNames(Object.keys(meanings))} ${are} not set; set ${them} to ${meant} of the linker`,
  );
}
