import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** ms between two looks whether npm's shell is still there */
const PARENT_CHECK_MS = 250;

/**
 * Runs a command with this terminal's input and output, in the same process group.
 * Signals sent to this process or to npm reach the command; of Ctrl+C at a terminal it gets its own copy.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} exit code; 128 + signal number where a signal ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    const forward = (signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
    const stopWatching = whenNpmEnds(() => child.kill('SIGTERM'));
    const release = () => {
      stopWatching();
      for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0));
    });
  });
}

/**
 * npm hands a signal to the shell that it started this script with, and that shell dies of it without
 * a word to us; all that can be seen is another parent.
 */
function whenNpmEnds(act) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_CHECK_MS);
  return () => clearInterval(timer);
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a tool of node_modules by its bin name, without npx.
 * @param {string} entry path of its JavaScript entry below node_modules
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function runTool(entry, args, options) {
  return run(process.execPath, [`node_modules/${entry}`, ...args], options);
}
