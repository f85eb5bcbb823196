import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { personColourSchema, personNameSchema } from '../../shared/api.ts';
import { roomIdSchema, subjectSchema } from '../../shared/ids.ts';
import { TOKEN_LIFETIME_SECONDS } from '../../shared/limits.ts';
import { roleSchema } from '../../shared/roles.ts';
import { RefusedError } from './errors.ts';
import { type RandomBytes, systemRandom } from './secrets.ts';

/** Seconds that an expired token still proves who somebody was, when a fresh one is asked for. */
const PREVIOUS_GRACE_SECONDS = 24 * 3600;
const ALGORITHM = 'HS256';
const KEY_BYTES = 32;

const claimsSchema = z.object({
  room: roomIdSchema,
  role: roleSchema,
  sub: subjectSchema,
  name: personNameSchema,
  colour: personColourSchema,
  epoch: z.number().int(),
  exp: z.number(),
});

/** Who somebody is in a room, as their token says. */
export interface Person {
  room: string;
  role: z.infer<typeof roleSchema>;
  subject: string;
  name: string;
  colour: z.infer<typeof personColourSchema>;
  /** the room's epoch when the token was made */
  epoch: number;
  /** ms since the Unix epoch */
  expiresAt: number;
}

/** Signs and checks capability tokens (JWT, HS256; RFC 7519). */
export class TokenIssuer {
  readonly #key: Uint8Array;
  readonly #now: () => number;

  constructor(key: Uint8Array, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  async issue(person: Omit<Person, 'expiresAt'>): Promise<{ token: string; expiresAt: number }> {
    const exp = Math.floor(this.#now() / 1000) + TOKEN_LIFETIME_SECONDS;
    const { room, role, name, colour, epoch } = person;
    const token = await new SignJWT({ room, role, name, colour, epoch })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(person.subject)
      .setExpirationTime(exp)
      .sign(this.#key);
    return { token, expiresAt: exp * 1000 };
  }

  /** @throws RefusedError `expired` or `forbidden` */
  async verify(token: string): Promise<Person> {
    return this.#read(token, new Date(this.#now()));
  }

  /** Who a token held until now (expired ones too, for a day) was given to, or null. */
  async readPrevious(token: string, room: string): Promise<Person | null> {
    try {
      const person = await this.#read(token, new Date(this.#now() - PREVIOUS_GRACE_SECONDS * 1000));
      return person.room === room ? person : null;
    } catch (error) {
      if (error instanceof RefusedError) return null;
      throw error;
    }
  }

  async #read(token: string, currentDate: Date): Promise<Person> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: [ALGORITHM], currentDate });
      const { sub, exp, ...claims } = claimsSchema.parse(payload);
      return { ...claims, subject: sub, expiresAt: exp * 1000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw new RefusedError('expired', 'Your access has run out. Open the room link again.');
      }
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
        throw new RefusedError('forbidden', 'This link does not open the room. Ask for a new one.');
      }
      throw error;
    }
  }
}

/** Reads the signing key, or makes one that only this user may read. */
export async function loadTokenKey(file: string, random: RandomBytes = systemRandom): Promise<Uint8Array> {
  try {
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url');
    if (key.byteLength < KEY_BYTES) {
      throw new Error(`${file} is not a token key; delete it to make a new one (all links stay valid).`);
    }
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = Buffer.from(random(KEY_BYTES));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${key.toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(file, 0o600);
  return key;
}
