import { appearanceSeedOf } from '../../shared/settings.ts';

/** A face's own seed in a run: the same whatever other faces are measured beside it. */
export function seedFor(seed: number, id: string): number {
  return appearanceSeedOf(`${seed}/${id}`);
}
