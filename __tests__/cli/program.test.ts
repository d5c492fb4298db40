import { createProgram, exitCodeOf } from '../../lib/cli/program.ts';
import type { LocalOptions } from '../../lib/local/index.ts';

/** Everything that one call of the program does. */
interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Options of each start of a local engine. */
  readonly starts: readonly LocalOptions[];
}

/** Runs the program without a process and without an engine. */
async function run(...args: string[]): Promise<Run> {
  let [code, stdout, stderr] = [0, '', ''];
  const starts: LocalOptions[] = [];
  const program = createProgram({ version: '1.2.3', runLocal: async (options) => void starts.push(options) });
  for (const command of [program, ...program.commands])
    command.configureOutput({
      writeOut: (text) => {
        stdout += text;
      },
      writeErr: (text) => {
        stderr += text;
      },
      getOutHelpWidth: () => 120,
    });
  await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    code = exitCodeOf(error);
  });
  return { code, stdout, stderr, starts };
}

describe('annotable local', () => {
  test.each([
    [['local'], {}],
    [['local', '--port', '8000'], { port: 8000 }],
    [['local', '--port=0'], { port: 0 }],
    [['local', '--path=data', '--engine', 'dynalite'], { path: 'data', engine: 'dynalite' }],
    [['local', '--cors'], { cors: true }],
  ])('%j starts an engine with %j', async (args, options) => {
    expect(await run(...args)).toEqual({ code: 0, stdout: '', stderr: '', starts: [options] });
  });

  test.each([
    [['--prot', '1'], "unknown option '--prot'\n(Did you mean --port?)"],
    [['--pathh', 'x'], "unknown option '--pathh'\n(Did you mean --path?)"],
    [['here'], "too many arguments for 'local'"],
    [['--port'], "option '--port <number>' argument missing"],
    [['--port', 'http'], "argument 'http' is invalid. It must be a whole number from 1 to 65535."],
    [['--port', '65536'], "argument '65536' is invalid"],
    [['--port', '-1'], "argument '-1' is invalid"],
    [['--path', ''], "argument '' is invalid. It must not be empty."],
    [['--engine', 'h2'], "argument 'h2' is invalid. Allowed choices are dynoxide, dynalite."],
  ])('with %j fails with the reason and a hint', async (args, reason) => {
    const { code, stdout, stderr, starts } = await run('local', ...args);
    expect({ code, stdout, starts }).toEqual({ code: 1, stdout: '', starts: [] });
    expect(stderr).toMatch(/^annotable: /);
    expect(stderr).toContain(reason);
    expect(stderr).toMatch(/Run 'annotable local --help' for options and examples\.\n$/);
  });

  test.each([[['local', '--help']], [['local', '-h']], [['help', 'local']]])(
    '%j prints all options and examples',
    async (args) => {
      const { code, stdout, starts } = await run(...args);
      expect({ code, starts }).toEqual({ code: 0, starts: [] });
      for (const part of ['Usage: annotable local [options]', '--port', '--path', '--engine', '--cors', 'Examples:'])
        expect(stdout).toContain(part);
    },
  );
});

describe('annotable', () => {
  test.each(['--version', '-v'])('%s prints the version', async (option) => {
    expect(await run(option)).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '', starts: [] });
  });

  test.each(['--help', '-h', 'help'])('%s prints the commands and examples', async (option) => {
    const { code, stdout } = await run(option);
    expect(code).toBe(0);
    for (const part of ['local [options]', 'run a local DynamoDB', 'Examples:', 'annotable local --port 8000'])
      expect(stdout).toContain(part);
  });

  test('without a command prints its help on stderr and fails', async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Usage: annotable');
  });

  test.each([
    [['locl'], "unknown command 'locl'\n(Did you mean local?)"],
    [['xyz'], "unknown command 'xyz'\n"],
    [['--verison'], "unknown option '--verison'\n(Did you mean --version?)"],
    [['--port', '1', 'local'], "unknown option '--port'\n"],
  ])('%j fails with the reason and a hint', async (args, reason) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`annotable: ${reason.trimEnd()}\nRun 'annotable --help' for commands and examples.\n`);
  });
});
