import { fork } from 'node:child_process';

const worker = new URL('./worker.mjs', import.meta.url);
/** A new space that holds a whole run, for counting what is allocated. */
const roomy = ['--min-semi-space-size=512', '--max-semi-space-size=512'];

/** A contender's process, as its parent sees it. */
export class ContenderProcess {
  #child;
  #settle;
  #errors = '';

  /** Starts one, and waits until it has done each operation once. */
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

  /** Has it do a task, and gives the answer. */
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
