import { ApiFailure } from '../api/apiFailure.ts';
import type { Catalogue } from '../text/en.ts';

/** What to tell a person of a request about versions that failed. @throws anything that is no refusal */
export function failureText(error: unknown, text: Catalogue): string {
  if (!(error instanceof ApiFailure)) throw error;
  if (error.code === 'not-found') return text.time.gone;
  if (error.code === 'forbidden') return text.time.forbidden;
  if (error.code === 'invalid-update') return text.time.tooFull;
  const { title, body } = text.problems[error.code];
  return `${title}. ${body}`;
}
