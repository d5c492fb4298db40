/** Lets one waiter sleep until somebody wakes it, or until a time has passed. */
export class Alarm {
  #wake: () => void = () => undefined;

  /** Resolves after the next `ring`, or after a time. Without a time, only after `ring`. */
  wait(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Wakes the waiter. No effect if nobody waits. */
  ring(): void {
    this.#wake();
  }
}
