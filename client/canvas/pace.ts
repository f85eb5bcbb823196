/** How many pieces of some work fit into a few ms of a frame, learned from how long the last ones took. */
export class Pace {
  /**
   * @param pieces of the first lot
   * @param least pieces of any lot, however long they take: the work has to come to an end
   */
  constructor(
    private readonly budgetMs: number,
    private pieces: number,
    private readonly least: number,
  ) {}

  /** Pieces of the next lot. */
  get lot(): number {
    return this.pieces;
  }

  /** @param full whether the lot was as large as it might be */
  learn(tookMs: number, full: boolean): void {
    const { budgetMs, least } = this;
    if (tookMs > budgetMs) this.pieces = Math.max(least, Math.floor((this.pieces * budgetMs) / tookMs));
    else if (full && tookMs < budgetMs / 2) this.pieces = Math.ceil(this.pieces * 1.5);
  }
}
