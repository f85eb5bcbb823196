import { z } from 'zod';

/** Room ids come from a CSPRNG; 16–64 characters of the URL-safe alphabet. */
export const roomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'is not a room id');
/** A role secret of a link: 128 random bits and more. */
export const secretSchema = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/, 'is not a link secret');
/** A person in a room: issued by the server, kept by token renewal. */
export const subjectSchema = z.string().regex(/^[A-Za-z0-9_-]{8,32}$/, 'is not a person id');
/** A stroke's id, made by the client that draws it. */
export const STROKE_ID_PATTERN = /^[A-Za-z0-9_-]{8,32}$/;
export const strokeIdSchema = z.string().regex(STROKE_ID_PATTERN, 'is not a stroke id');
