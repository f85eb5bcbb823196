import type { SearchSpace } from '../shared/parts.ts';

/** Value of a face in the manifest's `faces.sexes`. */
const FEMALE = 0;
const MALE = 1;

/**
 * Which faces may be neighbours: 1 for each face of the search space, else 0.
 * @param sexes [faces], predicted: 0 female, 1 male
 */
export function searchSpaceMask(space: SearchSpace, sexes: Uint8Array): Uint8Array {
  if (space === 'any') return new Uint8Array(sexes.length).fill(1);
  const wanted = space === 'female' ? FEMALE : MALE;
  return sexes.map((sex) => (sex === wanted ? 1 : 0));
}
