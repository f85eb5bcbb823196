import type { Gallery } from './gallery.ts';

/** Euclidean distance of two face descriptors; the same person's photos lie below about 0.6. */
export function descriptorDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/**
 * The place of the true face among all of the gallery, by distance to the descriptor: 1 is the
 * nearest; a tie counts against it. Null where the gallery lacks the true face.
 */
export function rankOf(descriptor: Float32Array, id: string, gallery: Gallery): number | null {
  const truth = gallery.get(id);
  if (!truth) return null;
  const own = descriptorDistance(descriptor, truth);
  let rank = 1;
  for (const [other, face] of gallery) {
    if (other !== id && descriptorDistance(descriptor, face) <= own) rank++;
  }
  return rank;
}
