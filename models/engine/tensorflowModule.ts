import { createRequire } from 'node:module';
import { messageOf } from '../errors.ts';

/** The optional peer dependency that `npm run engines -- add tensorflow` installs. */
export const TENSORFLOW_PACKAGE = '@tensorflow/tfjs-node-gpu';
/** The version that the peer dependency in package.json names. */
export const TENSORFLOW_VERSION = '4.22.0';

export type ModuleState =
  | { state: 'not-installed' }
  | { state: 'fails'; version: string; reason: string }
  | { state: 'loads'; version: string };

/** Whether the package is there and loads: its native part needs libtensorflow, CUDA and an older Node. */
export async function tensorflowModuleState(): Promise<ModuleState> {
  const require = createRequire(import.meta.url);
  let version: string;
  try {
    version = (require(`${TENSORFLOW_PACKAGE}/package.json`) as { version: string }).version;
  } catch {
    return { state: 'not-installed' };
  }
  try {
    await import(/* @vite-ignore */ TENSORFLOW_PACKAGE);
    return { state: 'loads', version };
  } catch (error) {
    return { state: 'fails', version, reason: messageOf(error).split('\n', 1)[0] as string };
  }
}
