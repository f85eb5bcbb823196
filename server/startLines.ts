import { networkInterfaces } from 'node:os';
import type { Config } from './config.ts';
import type { RendererState } from './portraits/renderer.ts';

/** Where people open the server: this machine's own address first, then those of the network. */
export function addresses(config: Pick<Config, 'HOST' | 'PUBLIC_ORIGIN'>, port: number): string[] {
  if (config.PUBLIC_ORIGIN.length > 0) return config.PUBLIC_ORIGIN;
  const everywhere = config.HOST === '0.0.0.0' || config.HOST === '::';
  if (!everywhere) return [`http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`];
  const lan = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
  return [`http://localhost:${port}`, ...lan];
}

export function addressLines(config: Config, port: number, publicKey: string): string[] {
  const [first, ...others] = addresses(config, port);
  return [
    `Limn is open at ${first}`,
    ...others.map((address) => `  on the network:  ${address}`),
    `  rooms are kept in ${config.DATA_DIR}`,
    `  cases are signed with the key ${publicKey}`,
  ];
}

/** Who draws portraits, in one line; null while that is not known yet. */
export function engineLine(state: RendererState): string | null {
  switch (state.state) {
    case 'ready':
      return `  portraits: engine ${state.engine}, model ${state.modelVersion}${enginesHere(state.engines)}${passedOverLines(state.passedOver ?? [])}`;
    case 'unavailable':
      return `  portraits are paused: ${state.message}`;
    case 'starting':
      return null;
  }
}

/** What `auto` would rather have taken, a line each. */
export function passedOverLines(passedOver: readonly string[]): string {
  return passedOver.map((sentence) => `\n  falling back: ${sentence}`).join('');
}

function enginesHere(engines: string[] | undefined): string {
  return engines ? ` (engines here: ${engines.join(', ')}; "npm run engines" tells of others)` : '';
}
