import { OPERATIONS } from '../model/users.mjs';
import { ContenderProcess } from './contender-process.mjs';
import { shuffled } from './statistics.mjs';

/**
 * Measures contenders in rounds. Each round runs every operation of every contender in random order. Each set of rounds
 * uses new processes, because results differ between processes (compiler, heap).
 *
 * @returns samples by contender and operation, in the order of the rounds
 */
export async function interleave(
  names,
  { sets, rounds, warmMs, ms, task = 'run', options, start = {}, operations = OPERATIONS, concurrency },
) {
  const samples = {};
  for (let set = 0; set < sets; set++) {
    const processes = [];
    for (const name of shuffled(names)) {
      const started = await ContenderProcess.start(name, { ...start, ...options?.(name) });
      processes.push(started);
      for (const operation of started.has.filter((each) => operations.includes(each)))
        await started.ask('run', { operation, ms: warmMs, most: 12_000, concurrency });
    }
    for (let round = 0; round < rounds; round++) {
      for (const operation of operations)
        for (const one of shuffled(processes)) {
          if (!one.has.includes(operation)) continue;
          const sample = await one.ask(task, { operation, ms, concurrency });
          samples[one.name] ??= {};
          samples[one.name][operation] ??= [];
          samples[one.name][operation].push(sample);
        }
      process.stderr.write(`set ${set + 1} of ${sets}, round ${round + 1} of ${rounds}\n`);
    }
    for (const one of processes) one.stop();
  }
  return samples;
}
