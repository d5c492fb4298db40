import { type Command, InvalidArgumentError } from 'commander';
import { isLoopbackName } from '../local/foreign-request.ts';
import { CommandEnd, type Terminal } from './terminal.ts';

/**
 * Returns the JSON value of an argument, or of standard input for `-`.
 *
 * @param what - the argument, as messages name it: `KEY`
 * @throws CommandEnd 1 if the text is not JSON
 */
export async function readJson({ stdin }: Terminal, argument: string, what: string): Promise<unknown> {
  const text = argument === '-' ? await textOf(stdin) : argument;
  try {
    return JSON.parse(text);
  } catch {
    const example = `write text in double quotes, and the argument in single quotes: '{"id": 1}' or '"ann"'`;
    throw new CommandEnd(1, `${what} must be JSON, and ${quoted(text)} is not; ${example}`);
  }
}

const quoted = (text: string): string => (text.length > 60 ? 'the given text' : `'${text}'`);

async function textOf(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Returns the value of an option that is a whole number of 1 or more. */
export function wholeOption(text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number >= 1) return number;
  throw new InvalidArgumentError('It must be a whole number of 1 or more.');
}

/** Returns the value of an option that is a TCP port. */
export function portOption(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a whole number from 1 to 65535.');
}

/** Returns the value of an option that is a number above 0. */
export function rateOption(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number > 0 && number < Number.POSITIVE_INFINITY) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

export const moduleArgument = [
  '<MODULE>',
  'file that exports the classes: compiled, or TypeScript if tsx is installed',
] as const;
export const classArgument = ['<Class>', 'name of the class'] as const;

/** The place of DynamoDB and the credentials, as the options of a command name them. */
interface Connection {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** Adds what commands that use DynamoDB share: the endpoint and credentials, examples, and a hint after a mistake. */
export function withCommon(command: Command, examples: readonly string[]): Command {
  command
    .option('--endpoint <url>', 'endpoint of DynamoDB (default: that of the environment, as for any AWS SDK)')
    .option('--region <name>', 'region of AWS, in place of AWS_REGION')
    .option('--profile <name>', 'profile of the AWS configuration, in place of AWS_PROFILE');
  return withExamples(command, examples).hook('preAction', (_, action) => connect(action.opts<Connection>()));
}

/** Sets the connection in the environment, where the SDK reads it. */
function connect({ endpoint, region, profile }: Connection): void {
  if (region !== undefined) process.env['AWS_REGION'] = region;
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  useEndpoint(endpoint);
}

/** Adds examples, and a hint after a mistake. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  ${example}`).join('\n');
  return command
    .addHelpText('after', `\nExamples:\n${lines}\n`)
    .showHelpAfterError(`Run 'annotable ${pathOf(command)} --help' for options and examples.`);
}

const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** Sets the endpoint in the environment, where the SDK reads it. A local engine needs no credentials of its own. */
export function useEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  if (!/^https?:/i.test(endpoint) || !URL.canParse(endpoint))
    throw new CommandEnd(1, `--endpoint must be a URL, like http://localhost:8000`);
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
  const { hostname } = new URL(endpoint);
  if (!isLoopbackName(hostname)) return;
  for (const name of ['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] ??= 'local';
}
