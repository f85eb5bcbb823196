import { z } from 'zod';

/** Letters that neither look nor sound like a digit: no I, L, O. */
export const JOIN_CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ';
/** 23⁶ = 148 million codes: with the limits on wrong ones, one address meets one of a hundred in three years on average. */
export const JOIN_CODE_LENGTH = 6;

export const joinCodeSchema = z.string().regex(new RegExp(`^[${JOIN_CODE_ALPHABET}]{${JOIN_CODE_LENGTH}}$`));

/** Reads what a person heard and typed; null where it cannot be a code. */
export function parseJoinCode(text: string): string | null {
  const code = joinCodeSchema.safeParse(text.replace(/[\s-]/g, '').toUpperCase());
  return code.success ? code.data : null;
}

/** As it is shown and spoken: two groups of three. */
export function spokenCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
