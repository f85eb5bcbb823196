export const PRESSURES = ['soft', 'even', 'firm', 'none'] as const;
export type PressureCurve = (typeof PRESSURES)[number];

const EXPONENTS: Record<Exclude<PressureCurve, 'none'>, number> = { soft: 0.55, even: 1, firm: 1.8 };

/** ½ says "not measured": a curve must neither make nor lose that. */
const UNMEASURED = 0.5;
const STEP = 1 / 255;

/** What a hand's pressure counts as: soft gives broad lines to a light hand, firm asks for a strong one, none is even. */
export function pressed(pressure: number, curve: PressureCurve): number {
  if (curve === 'none' || pressure === UNMEASURED) return UNMEASURED;
  const counted = pressure ** EXPONENTS[curve];
  return Math.abs(counted - UNMEASURED) <= STEP ? UNMEASURED + 2 * STEP : counted;
}
