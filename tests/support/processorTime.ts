import { execFileSync } from 'node:child_process';

/** Processor time of a process and its children as `ps` prints it; empty where that cannot be told. */
export function processorTime(pid: number | undefined): string {
  if (pid === undefined) return '';
  try {
    const times = ['-o', 'time=', '-p', String(pid), '--ppid', String(pid)];
    return execFileSync('ps', times, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
