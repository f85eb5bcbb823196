import { glassesShare } from './glassesJudge.ts';

/** Share of a mask from which on a face wears glasses, and up to which it does not. */
const WORN = 0.01;
const BARE = 0.001;

/** What a given mask says; null between the two: specks that nobody can tell. @param mask class numbers */
export function wearsGlasses(mask: Uint8Array): boolean | null {
  const share = glassesShare(mask);
  return share >= WORN ? true : share <= BARE ? false : null;
}
