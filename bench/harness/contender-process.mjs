import { fork } from 'node:child_process';

const worker = new URL('./worker.mjs', import.meta.url);
/** A young generation that holds a whole run, so that no collection hides allocations. */
const roomy = ['--min-semi-space-size=512', '--max-semi-space-size=512'];

/** The process of a contender. */
export class ContenderProcess {
  #child;
  #settle;
  #errors = '';

  /** Starts a process, and waits until it has run each operation once. */
  static async start(name, { mode = {}, table = 'bench', allocations = false } = {}) {
    const started = new ContenderProcess(name, mode, table, allocations);
    started.has = (await started.#answer()).has;
    return started;
  }

  constructor(name, mode, table, allocations) {
    this.name = name;
    this.#child = fork(worker, [name, JSON.stringify(mode)], {
      execArgv: ['--expose-gc', ...(allocations ? roomy : [])],
      env: { ...process.env, BENCH_TABLE: table },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr.on('data', (text) => {
      this.#errors += text;
    });
    this.#child.on('message', (message) => this.#settle?.resolve(message));
    this.#child.on('exit', () => this.#settle?.reject(new Error(`${name} ended: ${this.#errors.slice(-1000)}`)));
  }

  /** Runs a task in the process, and returns its result. */
  async ask(task, asked) {
    const answer = this.#answer();
    this.#child.send({ task, ...asked });
    const given = await answer;
    if (given.error) throw new Error(`${this.name}, ${task} ${asked.operation}: ${given.error}`);
    return given;
  }

  stop() {
    this.#settle = undefined;
    this.#child.send({ task: 'exit' });
  }

  #answer() {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }
}
