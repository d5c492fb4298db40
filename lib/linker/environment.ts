import { ConfigurationError } from '../errors/configuration-error.ts';

/**
 * The values of variables of the environment.
 *
 * @param meanings - what each says, by its name, for the message
 * @throws ConfigurationError where some are not set, with the names of all of them
 */
export function environmentValues<Name extends string>(meanings: Readonly<Record<Name, string>>): Record<Name, string> {
  const pairs = Object.entries<string>(meanings).map(([name, meaning]) => ({
    name,
    meaning,
    value: process.env[name],
  }));
  const missing = pairs.filter(({ value }) => value === undefined || value === '');
  if (missing.length === 0) return Object.fromEntries(pairs.map(({ name, value }) => [name, value])) as never;
  const names = missing.map(({ name }) => name).join(' and ');
  const meant = missing.map(({ meaning }) => meaning).join(' and ');
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  throw new ConfigurationError(`${names} ${are} not set; set ${them} to ${meant} of the linker`);
}
