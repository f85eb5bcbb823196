import { z } from 'zod';
import { REFERENCE_SOURCES } from './appearance.ts';
import type { CloseReason } from './closeReasons.ts';
import { roomIdSchema, secretSchema, subjectSchema } from './ids.ts';
import { joinCodeSchema } from './joinCode.ts';
import { MAX_NAME_LENGTH } from './limits.ts';
import { roleSchema } from './roles.ts';
import { roomKindSchema } from './roomKinds.ts';

/** POST /api/rooms: what the room is for. */
export const roomRequestSchema = z.object({
  kind: roomKindSchema.default('free'),
  /** in a class: everybody draws a face of their own */
  each: z.boolean().default(false),
});
export type RoomRequest = z.input<typeof roomRequestSchema>;

/** POST /api/rooms → 201. The secrets are shown once; the server keeps only their hashes. */
export const createdRoomSchema = z.object({
  roomId: roomIdSchema,
  secrets: z.object({ owner: secretSchema, editor: secretSchema, viewer: secretSchema }),
});
export type CreatedRoom = z.infer<typeof createdRoomSchema>;

/** A person's name as shown: trimmed, one line, no control characters. */
export const personNameSchema = z
  .string()
  .transform((name) => name.replace(/\p{C}/gu, '').trim())
  .pipe(z.string().min(1).max(MAX_NAME_LENGTH));

export const PERSON_COLOURS = [
  '#c2410c',
  '#b91c1c',
  '#a21caf',
  '#7e22ce',
  '#4338ca',
  '#1d4ed8',
  '#0e7490',
  '#0f766e',
  '#15803d',
  '#4d7c0f',
  '#a16207',
  '#57534e',
] as const;
export const personColourSchema = z.enum(PERSON_COLOURS);

/** POST /api/rooms/:roomId/tokens: a link's secret, or the token to renew, for a capability token. */
export const tokenRequestSchema = z.object({
  secret: secretSchema,
  name: personNameSchema,
  colour: personColourSchema,
  /** the token held until now (expired ones too, for 24 h): the person keeps its subject */
  previous: z.string().max(2048).optional(),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

export const tokenGrantSchema = z.object({
  token: z.string(),
  role: roleSchema,
  subject: subjectSchema,
  kind: roomKindSchema,
  /** the session was closed: nobody changes the drawing any more */
  closed: z.boolean(),
  /** as the room knows this person: of a pupil only the first name */
  name: personNameSchema,
  /** the room that this one came from */
  root: roomIdSchema.nullable(),
  /** a class in which everybody draws a face of their own */
  each: z.boolean(),
  /** ms since the Unix epoch */
  expiresAt: z.number(),
});
export type TokenGrant = z.infer<typeof tokenGrantSchema>;

/** PUT /api/rooms/:roomId/kicked/:subject with `{ name }`: an owner takes a person out; DELETE lets them in again. */
export const kickedPersonSchema = z.object({ subject: subjectSchema, name: personNameSchema });
export type KickedPerson = z.infer<typeof kickedPersonSchema>;

/** POST /api/rooms/:roomId/codes: a link's secret for a short code that stands for this very link for a while. */
export const codeRequestSchema = z.object({ secret: secretSchema });
export const grantedCodeSchema = z.object({
  code: joinCodeSchema,
  /** ms since the Unix epoch */
  expiresAt: z.number(),
});
export type GrantedCode = z.infer<typeof grantedCodeSchema>;

/** POST /api/codes: a code for the link that it stands for. */
export const joinRequestSchema = z.object({ code: joinCodeSchema });
export const codedLinkSchema = z.object({ roomId: roomIdSchema, role: roleSchema, secret: secretSchema });
export type CodedLink = z.infer<typeof codedLinkSchema>;

/** GET /api/portraits/info: who draws portraits on this server. */
export const portraitInfoSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({
    state: z.literal('ready'),
    engine: z.string(),
    modelVersion: z.string(),
    workers: z.number().int(),
  }),
  /** no portraits for now; the message says why */
  z.object({ state: z.literal('unavailable'), message: z.string() }),
]);
export type PortraitInfo = z.infer<typeof portraitInfoSchema>;

/** Every HTTP error's body. */
export interface ApiError {
  error: { code: CloseReason | 'bad-request' | 'internal'; message: string };
}

/** WebSocket sub-protocols of the Yjs endpoint `/sync/ROOM`: this name, and one that carries the token. */
export const SYNC_PROTOCOL = 'limn.v1';
export const SYNC_TOKEN_PREFIX = 'limn.token.';
export const SYNC_PATH = '/sync';
/**
 * Path of the Socket.IO endpoint, by WebSocket only; its handshake `auth` is `{ token }`. A refusal is
 * a `connect_error` whose `data` is `{ reason, message }`.
 */
export const LIVE_PATH = '/live';

/** What the server claims of a person in awareness; clients may not choose these fields. */
export interface Presence {
  subject: string;
  name: string;
  colour: string;
  role: z.infer<typeof roleSchema>;
}

/** POST /api/rooms/:roomId/references?source=…: a picture's bytes for its appearance; header `authorization: Bearer TOKEN`. */
export const referenceSourceSchema = z.enum(REFERENCE_SOURCES);
