import type { z } from 'zod';
import { BadRequestError } from './apiError.ts';

/** @throws BadRequestError that names the field */
export function parsed<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new BadRequestError(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}.`);
}
