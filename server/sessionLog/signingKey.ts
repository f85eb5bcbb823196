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

  /** Reads the key, or makes one that only this user may read. @throws SigningKeyError */
  static async load(file: string): Promise<SigningKey> {
    try {
      return new SigningKey(createPrivateKey(await readFile(file, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw new SigningKeyError(
          `${file} is no signing key. Restore it from a backup, or delete it to make a new one.`,
        );
      }
    }
    const { privateKey } = generateKeyPairSync('ed25519');
    await mkdir(dirname(file), { recursive: true });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
    await writeFile(file, pem, { mode: 0o600, flag: 'wx' });
    await chmod(file, 0o600);
    return new SigningKey(privateKey);
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
