import { z } from 'zod';
import { MAX_PEOPLE, MAX_PEOPLE_AT_MOST, ROOM_EXPIRY_DAYS } from '../shared/limits.ts';

/** A setting that cannot be used; the message is one sentence that names the variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number('must be a number')
    .int(`must be a whole number`)
    .min(min, `must be ${min} or more`)
    .max(max, `must be ${max} or less`);

/** Every setting of the server: read once at the start from the environment. */
const configSchema = z.object({
  /** TCP port; 0 takes any free one */
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  /** folder of the store and the token key, relative to the working directory */
  DATA_DIR: z.string().min(1).default('.data'),
  /** where people open Limn when a proxy changes the host: `https://limn.example` (several: comma) */
  PUBLIC_ORIGIN: z
    .string()
    .transform((value) => value.split(',').map((origin) => origin.trim()))
    .pipe(z.array(z.string().refine(isOrigin, 'must be an origin like https://limn.example')))
    .default([]),
  /** how many reverse proxies stand in front: only then are X-Forwarded-* headers believed */
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'must be one of trace, debug, info, warn, error, silent',
    )
    .default('info'),
  /** which engine draws portraits; `npm run engines` lists what this machine has */
  PORTRAIT_ENGINE: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'must be an engine name, see `npm run engines`')
    .default('auto'),
  /** portrait worker processes on this machine; without it as many as suit it */
  PORTRAIT_WORKERS: wholeNumber(0, 64).optional(),
  /** threads of one worker; without it as many as pay off */
  PORTRAIT_THREADS: wholeNumber(1, 64).optional(),
  /** MiB of resident memory at which a worker is replaced */
  PORTRAIT_MEMORY: wholeNumber(256, 65_536).optional(),
  /** of the workers beside the server's own process, see `workerPriority.ts` */
  PORTRAIT_PRIORITY: z.enum(['idle', 'low'], 'must be idle or low').default('idle'),
  /** folder of the networks' weights; by default the shipped ones */
  LIMN_WEIGHTS: z.string().min(1).optional(),
  /** rooms and portrait jobs are in this Redis: servers and workers of other machines share them */
  REDIS_URL: z
    .string()
    .refine((url) => /^rediss?:\/\//.test(url) && URL.canParse(url), 'must be like redis://host:6379')
    .optional(),
  /** folder that all servers share, for the rooms' snapshots; without it these are in Redis too */
  SNAPSHOT_DIR: z.string().min(1).optional(),
  /** the Ed25519 key that signs cases, as PEM; without it `case.key` in DATA_DIR, with several servers the one in Redis */
  CASE_KEY_FILE: z.string().min(1).optional(),
  /** people in one room */
  MAX_PEOPLE: wholeNumber(1, MAX_PEOPLE_AT_MOST).default(MAX_PEOPLE),
  /** days without a visit after which a room is deleted */
  ROOM_EXPIRY_DAYS: wholeNumber(1, 3650).default(ROOM_EXPIRY_DAYS),
});
export type Config = z.infer<typeof configSchema>;

/** Every variable that the server knows. */
export const SETTING_NAMES: readonly string[] = Object.keys(configSchema.shape);

/** @throws ConfigError naming the first variable that cannot be used */
export function readConfig(env: Record<string, string | undefined>): Config {
  // An empty variable (`PORT= npm start`, compose files) means "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'environment');
  throw new ConfigError(`${name}=${given[name] ?? ''}: ${issue?.message ?? 'cannot be used'}.`);
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
