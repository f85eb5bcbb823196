import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A key file that is none; the message says what to do. */
export class SigningKeyError extends Error {
  override name = 'SigningKeyError';
}

/** The server's Ed25519 key (RFC 8032): who has its public half can tell that a case comes from here, unchanged. */
export class SigningKey {
  /** 32 bytes in base64url */
  readonly publicKey: string;
  readonly #key: KeyObject;

  constructor(key: KeyObject) {
    this.#key = key;
    const { x } = createPublicKey(key).export({ format: 'jwk' });
    if (!x) throw new SigningKeyError('not an Ed25519 key');
    this.publicKey = x;
  }

  static generate(): SigningKey {
    return new SigningKey(generateKeyPairSync('ed25519').privateKey);
  }

  /** @param where for the message: what holds it. @throws SigningKeyError */
  static parse(pem: string, where: string): SigningKey {
    try {
      return new SigningKey(createPrivateKey(pem));
    } catch {
      throw new SigningKeyError(
        `${where} is no signing key. Restore it from a backup, or delete it to make a new one.`,
      );
    }
  }

  /** Reads a key that several servers are given. @throws SigningKeyError */
  static async read(file: string): Promise<SigningKey> {
    const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new SigningKeyError(
        `The key for cases, ${file}, cannot be read (${error.code}). Make one with "openssl genpkey -algorithm ed25519 -out ${file}", and give the same to every server.`,
      );
    });
    return SigningKey.parse(pem, file);
  }

  /** Reads the key, or makes one that only this user may read. @throws SigningKeyError */
  static async load(file: string): Promise<SigningKey> {
    const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (pem !== null) return SigningKey.parse(pem, file);
    const made = SigningKey.generate();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, made.toPem(), { mode: 0o600, flag: 'wx' });
    await chmod(file, 0o600);
    return made;
  }

  /** The secret half too. */
  toPem(): string {
    return this.#key.export({ format: 'pem', type: 'pkcs8' }) as string;
  }

  /** @returns the signature in base64url */
  sign(data: Uint8Array): string {
    return sign(null, data, this.#key).toString('base64url');
  }
}

/** @param publicKey 32 bytes in base64url */
export function isSignedBy(publicKey: string, data: Uint8Array, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verify(null, data, key, Buffer.from(signature, 'base64url'));
  } catch {
    // not even a key
    return false;
  }
}
