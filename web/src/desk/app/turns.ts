// One thing after another, and none that fails or never ends keeps the next from its turn.

/** Longer than a draw takes on an old phone; a database that was closed underneath it may never answer. */
const PATIENCE = 4_000;

export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly patience = PATIENCE) {}

  /** Does the work when all before it is done, has failed, or has taken too long. */
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
