/** Lets pieces of work run one after the other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs a piece of work when those before it have ended, however they ended. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
