import { APPEARANCE_CONTROLS, type AppearanceControl } from '../shared/appearance.ts';
import type { Weights } from './weights.ts';

/** What the sliders add to an appearance code. */
export class AppearanceDirections {
  /** @param directions what one standard deviation adds, by control [appearanceSize] */
  constructor(private readonly directions: Readonly<Partial<Record<AppearanceControl, Float32Array>>>) {}

  static async load(weights: Weights): Promise<AppearanceDirections> {
    const { imageSynthesis, appearance } = weights.manifest;
    const { file, controls } = appearance.directions;
    const size = imageSynthesis.appearanceSize;
    const rows = await weights.array(file, Float32Array, controls.length * size);
    return new AppearanceDirections(
      Object.fromEntries(controls.map(({ name }, i) => [name, rows.subarray(i * size, (i + 1) * size)])),
    );
  }

  /** The code moved by that many standard deviations along each direction; zeros give the code itself. */
  move(code: Float32Array, amounts: Readonly<Record<AppearanceControl, number>>): Float32Array {
    if (APPEARANCE_CONTROLS.every((control) => amounts[control] === 0)) return code;
    const moved = Float32Array.from(code);
    for (const control of APPEARANCE_CONTROLS) {
      this.directions[control]?.forEach((step, i) => {
        moved[i] = (moved[i] as number) + amounts[control] * step;
      });
    }
    return moved;
  }
}
