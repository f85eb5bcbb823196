import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TENSORFLOW_PACKAGE, TENSORFLOW_VERSION, tensorflowModuleState } from '../engine/tensorflowModule.ts';
import { EngineError } from '../errors.ts';
import { tensorflowLine } from './engineList.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Bytes of npm's messages kept for the reason. */
const KEPT_OUTPUT = 64 * 1024;

/**
 * Installs the optional package without touching package.json, and says what came of it.
 * @throws EngineError with npm's reason if the installation fails
 */
export async function addTensorflow(): Promise<string> {
  const wanted = `${TENSORFLOW_PACKAGE}@${TENSORFLOW_VERSION}`;
  // Without --save-prod npm takes it for the optional peer that it is, and leaves it out as "up to date".
  const { code, output } = await runNpm(['install', '--no-save', '--save-prod', wanted]);
  if (code !== 0) {
    throw new EngineError(
      `${wanted} could not be installed: ${reasonIn(output)}; nothing was changed, portraits are drawn by cpu as before`,
    );
  }
  const found = await tensorflowModuleState();
  if (found.state === 'not-installed') {
    throw new EngineError(
      `npm reported success, but ${wanted} is not in node_modules; run npm ls ${TENSORFLOW_PACKAGE}`,
    );
  }
  return tensorflowLine();
}

function runNpm(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    // On Windows npm is a script that only a shell starts; the arguments are constants of ours.
    const npm = spawn('npm', [...args], { cwd: PROJECT_ROOT, shell: process.platform === 'win32' });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    npm.stdout.on('data', keep);
    npm.stderr.on('data', keep);
    npm.on('error', (error) => resolve({ code: null, output: `npm error ${error.message}` }));
    npm.on('close', (code) => resolve({ code, output }));
  });
}

/** The line of npm's output that says why. */
export function reasonIn(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!)\s*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('npm '));
  const telling = lines.find((line) =>
    /^(?:Error:|.*(?:ENOTFOUND|ECONNREFUSED|ETIMEDOUT|E4\d\d|not found|unsupported))/i.test(line),
  );
  return telling ?? lines[0] ?? 'npm gave no reason';
}
