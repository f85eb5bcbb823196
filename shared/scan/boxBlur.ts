/**
 * Blurs one channel by a running mean over (2·radius + 1)² px; at the border over what is there.
 * Two passes come near a Gaussian of σ ≈ 0.8·radius.
 * @param source [height × width]; left as it is
 */
export function boxBlur(
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  passes = 2,
): Float32Array {
  let from = source;
  for (let pass = 0; pass < passes; pass++) {
    const rows = new Float32Array(source.length);
    for (let y = 0; y < height; y++) blurLine(from, rows, y * width, 1, width, radius);
    const columns = new Float32Array(source.length);
    for (let x = 0; x < width; x++) blurLine(rows, columns, x, width, height, radius);
    from = columns;
  }
  return from;
}

function blurLine(
  source: Float32Array,
  target: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  let sum = 0;
  for (let i = 0; i < Math.min(radius, count); i++) sum += source[start + i * step] as number;
  for (let i = 0; i < count; i++) {
    if (i + radius < count) sum += source[start + (i + radius) * step] as number;
    if (i - radius - 1 >= 0) sum -= source[start + (i - radius - 1) * step] as number;
    const covered = Math.min(count - 1, i + radius) - Math.max(0, i - radius) + 1;
    target[start + i * step] = sum / covered;
  }
}
