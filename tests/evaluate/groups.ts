/** Age bands, predicted years (the prediction tends low). */
export function ageGroup(years: number): string {
  if (years < 20) return 'below 20';
  if (years < 35) return '20–34';
  return years < 50 ? '35–49' : '50 and more';
}

/**
 * Skin tone by the individual typology angle (Chardet's classes, the rare ends joined).
 * @param angle degrees
 */
export function skinGroup(angle: number): string {
  if (angle > 41) return 'light';
  if (angle > 28) return 'intermediate';
  return angle > 10 ? 'tan' : 'brown and dark';
}
