/**
 * The indices of the `count` smallest finite values among those allowed, smallest first.
 * @param allowed same length as `values`; 0 excludes
 */
export function nearest(values: Float32Array, allowed: Uint8Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!allowed[i] || !Number.isFinite(value)) continue;
    if (best.length === count && value >= (values[best[count - 1] as number] as number)) continue;
    let place = best.length;
    while (place > 0 && value < (values[best[place - 1] as number] as number)) place--;
    best.splice(place, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
