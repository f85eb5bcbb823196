import type { CodedLink, GrantedCode } from '../../shared/api.ts';
import { JOIN_CODE_ALPHABET, JOIN_CODE_LENGTH } from '../../shared/joinCode.ts';
import { JOIN_CODE_TTL_MS, MAX_JOIN_CODES } from '../../shared/limits.ts';
import { RefusedError } from './errors.ts';
import { type RandomBytes, systemRandom } from './secrets.ts';

/** Bytes up to which all letters are equally likely. */
const FAIR_BYTES = 256 - (256 % JOIN_CODE_ALPHABET.length);

/** Short codes that stand for links, for reading out in a room. Whoever holds a link may have one for it; it gives what the link gives. */
export interface CodeBook {
  /** The link's code, for a whole lifetime from now on. @throws RefusedError `rate-limited` where there are too many */
  grant(link: CodedLink): GrantedCode | Promise<GrantedCode>;
  /** The link that a code stands for, or null. */
  find(code: string): CodedLink | null | Promise<CodedLink | null>;
}

export function tooManyCodes(): RefusedError {
  return new RefusedError('rate-limited', 'Too many codes are in use. Hand on the link, or try again later.');
}

export function newCode(random: RandomBytes): string {
  let code = '';
  while (code.length < JOIN_CODE_LENGTH) {
    const byte = random(1)[0] ?? 0;
    if (byte < FAIR_BYTES) code += JOIN_CODE_ALPHABET[byte % JOIN_CODE_ALPHABET.length];
  }
  return code;
}

/** Rooms of one class or team share secrets. */
export function linkKey({ roomId, secret }: CodedLink): string {
  return `${roomId} ${secret}`;
}

interface Entry {
  link: CodedLink;
  expiresAt: number;
}

/** The codes of a server that is alone. In memory only: a restart or `JOIN_CODE_TTL_MS` ends them, the links go on. */
export class JoinCodes implements CodeBook {
  readonly #entries = new Map<string, Entry>();
  readonly #codeOfLink = new Map<string, string>();
  readonly #now: () => number;
  readonly #random: RandomBytes;

  constructor(now: () => number, random: RandomBytes = systemRandom) {
    this.#now = now;
    this.#random = random;
  }

  grant(link: CodedLink): GrantedCode {
    this.#forgetOld();
    const known = this.#codeOfLink.get(linkKey(link));
    if (known === undefined && this.#entries.size >= MAX_JOIN_CODES) {
      throw tooManyCodes();
    }
    const code = known ?? this.#newCode();
    const expiresAt = this.#now() + JOIN_CODE_TTL_MS;
    // Re-inserting keeps the map in order of expiry.
    this.#entries.delete(code);
    this.#entries.set(code, { link, expiresAt });
    this.#codeOfLink.set(linkKey(link), code);
    return { code, expiresAt };
  }

  find(code: string): CodedLink | null {
    this.#forgetOld();
    return this.#entries.get(code)?.link ?? null;
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [code, { link, expiresAt }] of this.#entries) {
      if (expiresAt > now) return;
      this.#entries.delete(code);
      this.#codeOfLink.delete(linkKey(link));
    }
  }

  #newCode(): string {
    for (;;) {
      const code = newCode(this.#random);
      if (!this.#entries.has(code)) return code;
    }
  }
}
