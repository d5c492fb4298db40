import type { Command } from 'commander';
import { moduleArgument, portOption, withCommon } from './json-arguments.ts';
import type { StudioFlags } from './run-studio.ts';
import type { Terminal } from './terminal.ts';

/** Adds `annotable studio`, which serves a web page over the models of a module. */
export function addStudioCommand(program: Command, terminal: Terminal): void {
  const studio = program
    .command('studio')
    .summary('look at items in a web page on this machine')
    .description(
      'Serves a web page on 127.0.0.1 that shows the classes of a module, their tables, and their items, and prints its ' +
        'link. It runs until it is interrupted. The link has a token: who has it can do what the page can. Items can be ' +
        'changed only with --write. An endpoint on another machine, such as AWS, needs --remote.',
    )
    .argument(...moduleArgument)
    .option('--port <number>', 'TCP port, 1 to 65535 (default: a free port)', portOption)
    .option('--write', 'allow to create, change, and delete items, and to start tracked requests again')
    .option('--remote', 'allow an endpoint that is not on this machine')
    .option('--json', 'print the link and the endpoint as JSON, in one line');
  withCommon(studio, [
    'annotable studio models.ts --endpoint http://localhost:8000',
    'annotable studio models.ts --write --port 8001',
    'annotable studio dist/models.js --remote',
  ]).action(async (path: string, flags: StudioFlags) => {
    // Loaded here, because no other command needs a server.
    const { runStudio } = await import('./run-studio.ts');
    await runStudio(terminal, path, flags);
  });
}
