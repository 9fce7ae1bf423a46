// Does one thing after another. If one fails or never ends, the next still gets its turn.

/** Milliseconds: longer than a draw takes on an old phone. A database that the browser has closed may never answer. */
const PATIENCE = 4_000;

export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly patience = PATIENCE) {}

  /** Does the work once everything before it is done, has failed, or has taken too long. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise<void>((resolve) => {
      waiting = setTimeout(resolve, this.patience);
    });
    this.last = Promise.race([turn.catch(() => undefined), enough]).finally(() => clearTimeout(waiting));
    return turn;
  }
}
