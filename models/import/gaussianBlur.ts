/** Gaussian blur of one channel; the border repeats its edge. @param sigma px @param source [height × width] */
export function gaussianBlur(
  source: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((a, b) => a + b);
  for (let i = 0; i < kernel.length; i++) kernel[i] = (kernel[i] as number) / total;
  const rows = new Float32Array(source.length);
  for (let y = 0; y < height; y++) convolveLine(source, rows, y * width, 1, width, kernel, radius);
  const blurred = new Float32Array(source.length);
  for (let x = 0; x < width; x++) convolveLine(rows, blurred, x, width, height, kernel, radius);
  return blurred;
}

function convolveLine(
  source: Float32Array,
  target: Float32Array,
  start: number,
  step: number,
  count: number,
  kernel: Float32Array,
  radius: number,
): void {
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      const from = Math.min(count - 1, Math.max(0, i + k));
      sum += (kernel[k + radius] as number) * (source[start + from * step] as number);
    }
    target[start + i * step] = sum;
  }
}
