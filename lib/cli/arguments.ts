import { parseArgs } from 'node:util';
import type { LocalEngineName, LocalOptions } from '../local/local-engine.ts';

/** What the `annotable` command explains about itself. */
export const USAGE = `Usage: annotable local [--port N] [--path DIR] [--engine NAME] [--cors]

Runs a local DynamoDB on 127.0.0.1 until it is interrupted.

  --port N       TCP port, 1 to 65535; default: a free one
  --path DIR     folder that keeps the data, made if it is missing; default: in memory
  --engine NAME  dynoxide or dynalite; default: dynoxide where it is installed
  --cors         answer web pages too: any page can then read and change the tables
  -h, --help     this text
`;

/** What a command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'local'; readonly options: LocalOptions }
  | { readonly kind: 'wrong'; readonly reason: string };

/**
 * Reads the arguments of the `annotable` command. It never throws: what can't be understood is `wrong`, with the reason.
 *
 * @param args - without the program and the script
 * @example
 * parseCommand(['local', '--port', '8000']);
 * // { kind: 'local', options: { port: 8000 } }
 */
export function parseCommand(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        path: { type: 'string' },
        engine: { type: 'string' },
        cors: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return { kind: 'help' };
    const [command, ...rest] = positionals;
    if (command === undefined) return wrong('a command is missing');
    if (command !== 'local') return wrong(`there is no command '${command}'`);
    if (rest.length > 0) return wrong(`'local' takes no '${rest.join(' ')}'`);
    return localCommand(values);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/** The options of `annotable local` as they are written. */
interface LocalFlags {
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  readonly engine?: string | undefined;
  readonly cors?: boolean | undefined;
}

/** Turns the options of `annotable local` into those of `startLocal`. */
function localCommand({ port, path, engine, cors }: LocalFlags): Command {
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    return wrong(`--port '${port}' is not a whole number from 1 to 65535`);
  }
  if (path === '') return wrong('--path is empty');
  if (engine !== undefined && !isEngineName(engine)) {
    return wrong(`--engine '${engine}' is neither dynoxide nor dynalite`);
  }
  return {
    kind: 'local',
    options: {
      ...(port !== undefined && { port: Number(port) }),
      ...(path !== undefined && { path }),
      ...(engine !== undefined && { engine }),
      ...(cors !== undefined && { cors }),
    },
  };
}

function isEngineName(name: string): name is LocalEngineName {
  return name === 'dynoxide' || name === 'dynalite';
}

function wrong(reason: string): Command {
  return { kind: 'wrong', reason };
}
