/** A black-and-white picture: 1 line, 0 paper; row-major. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The 8-connected blobs of a bitmap: the places of each one's pixels. */
export function blobsOf({ width, height, data }: Bitmap): Int32Array[] {
  const left = data.slice();
  // One list for all blobs: each is a stretch of it, filled as it is flooded.
  const pixels = new Int32Array(data.length);
  const blobs: Int32Array[] = [];
  let end = 0;
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue;
    const first = end;
    left[start] = 0;
    pixels[end++] = start;
    for (let at = first; at < end; at++) {
      const x = (pixels[at] as number) % width;
      const y = ((pixels[at] as number) - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const pixel = v * width + u;
          if (!left[pixel]) continue;
          left[pixel] = 0;
          pixels[end++] = pixel;
        }
      }
    }
    blobs.push(pixels.subarray(first, end));
  }
  return blobs;
}

/** Keeps the blobs that pass. */
export function keepBlobs(bitmap: Bitmap, passes: (pixels: Int32Array) => boolean): Bitmap {
  const data = new Uint8Array(bitmap.data.length);
  for (const blob of blobsOf(bitmap)) {
    if (passes(blob)) for (const pixel of blob) data[pixel] = 1;
  }
  return { ...bitmap, data };
}

/**
 * px from each line pixel to the nearest paper (chamfer 3-4, a few per cent off the Euclidean
 * distance); 0 on paper. Beyond the border lies paper.
 */
export function distanceToPaper({ width, height, data }: Bitmap): Float32Array {
  const padded = width + 2;
  const distance = new Float32Array(padded * (height + 2));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]) distance[(y + 1) * padded + x + 1] = Number.POSITIVE_INFINITY;
    }
  }
  const relax = (at: number, step: 1 | -1) => {
    const straight = Math.min(distance[at - step] as number, distance[at - step * padded] as number) + 1;
    const row = at - step * padded;
    const diagonal = Math.min(distance[row - 1] as number, distance[row + 1] as number) + 4 / 3;
    distance[at] = Math.min(distance[at] as number, straight, diagonal);
  };
  for (let y = 1; y <= height; y++) for (let x = 1; x <= width; x++) relax(y * padded + x, 1);
  for (let y = height; y >= 1; y--) for (let x = width; x >= 1; x--) relax(y * padded + x, -1);
  const inside = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = (y + 1) * padded + 1;
    inside.set(distance.subarray(row, row + width), y * width);
  }
  return inside;
}
