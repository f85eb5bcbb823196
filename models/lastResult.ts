/**
 * Remembers the result of the last computation with its inputs. A stage whose inputs did not change
 * hands out the very same result, so that the stages after it see no change either.
 */
export class LastResult<T> {
  private last: { inputs: readonly unknown[]; result: T } | null = null;

  /**
   * The result for these inputs; float arrays compare by content, everything else by identity. What
   * throws is not remembered. Inputs must not be overwritten later.
   */
  async of(inputs: readonly unknown[], compute: () => Promise<T> | T): Promise<T> {
    if (this.last && sameInputs(this.last.inputs, inputs)) return this.last.result;
    const result = await compute();
    this.last = { inputs, result };
    return result;
  }
}

function sameInputs(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((input, i) => sameInput(input, b[i]));
}

function sameInput(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!(a instanceof Float32Array && b instanceof Float32Array) || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
