/** A black-and-white picture: 1 line, 0 paper; row-major. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A maximal set of 8-connected line pixels. */
export interface Blob {
  readonly pixels: readonly number[];
}

/** The 8-connected blobs of a bitmap. */
export function blobsOf({ width, height, data }: Bitmap): Blob[] {
  const left = data.slice();
  const blobs: Blob[] = [];
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue;
    left[start] = 0;
    const pixels = [start];
    for (let at = 0; at < pixels.length; at++) {
      const x = (pixels[at] as number) % width;
      const y = Math.floor((pixels[at] as number) / width);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const pixel = v * width + u;
          if (!left[pixel]) continue;
          left[pixel] = 0;
          pixels.push(pixel);
        }
      }
    }
    blobs.push({ pixels });
  }
  return blobs;
}

/** Keeps the blobs that pass. */
export function keepBlobs(bitmap: Bitmap, passes: (blob: Blob) => boolean): Bitmap {
  const data = new Uint8Array(bitmap.data.length);
  for (const blob of blobsOf(bitmap)) {
    if (passes(blob)) for (const pixel of blob.pixels) data[pixel] = 1;
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
  const relax = (at: number, offsets: readonly [number, number][]) => {
    let best = distance[at] as number;
    for (const [offset, cost] of offsets) best = Math.min(best, (distance[at + offset] as number) + cost);
    distance[at] = best;
  };
  const before: [number, number][] = [
    [-1, 1],
    [-padded, 1],
    [-padded - 1, 4 / 3],
    [-padded + 1, 4 / 3],
  ];
  const after = before.map(([offset, cost]): [number, number] => [-offset, cost]);
  for (let y = 1; y <= height; y++) for (let x = 1; x <= width; x++) relax(y * padded + x, before);
  for (let y = height; y >= 1; y--) for (let x = width; x >= 1; x--) relax(y * padded + x, after);
  return Float32Array.from({ length: width * height }, (_, i) => {
    return distance[(Math.floor(i / width) + 1) * padded + (i % width) + 1] as number;
  });
}
