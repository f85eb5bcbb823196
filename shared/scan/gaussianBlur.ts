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
  const line = new Float32Array(Math.max(width, height) + 2 * radius);
  for (let y = 0; y < height; y++) convolveLine(source, rows, y * width, 1, width, kernel, line);
  const blurred = new Float32Array(source.length);
  for (let x = 0; x < width; x++) convolveLine(rows, blurred, x, width, height, kernel, line);
  return blurred;
}

/** @param line scratch: the line with its ends repeated, so that the inner loop needs no borders */
function convolveLine(
  source: Float32Array,
  target: Float32Array,
  start: number,
  step: number,
  count: number,
  kernel: Float32Array,
  line: Float32Array,
): void {
  const radius = (kernel.length - 1) / 2;
  for (let i = 0; i < count; i++) line[radius + i] = source[start + i * step] as number;
  line.fill(source[start] as number, 0, radius);
  line.fill(source[start + (count - 1) * step] as number, radius + count, count + 2 * radius);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) sum += (kernel[k] as number) * (line[i + k] as number);
    target[start + i * step] = sum;
  }
}
