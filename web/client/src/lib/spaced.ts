/**
 * Work that is done at once when it is asked for, and then no sooner than a number of milliseconds after it last began:
 * what is asked for meanwhile is done together. So one event is shown immediately, and a burst costs as much as a few.
 */
export class Spaced {
  #work: () => Promise<void>;
  #every: number;
  #resting = false;
  #next?: { done: Promise<void>; begin: () => void };

  constructor(work: () => Promise<void>, every: number) {
    this.#work = work;
    this.#every = every;
  }

  /** Asks for the work. Resolves, or rejects, as the run does that this call is part of. */
  ask(): Promise<void> {
    if (!this.#resting) return this.#run();
    if (!this.#next) {
      let begin = () => {};
      const done = new Promise<void>((resolve) => {
        begin = () => resolve(this.#run());
      });
      this.#next = { done, begin };
    }
    return this.#next.done;
  }

  #run(): Promise<void> {
    this.#resting = true;
    this.#next = undefined;
    setTimeout(() => {
      this.#resting = false;
      this.#next?.begin();
    }, this.#every);
    return this.#work();
  }
}
