import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * `idle`: Linux's SCHED_IDLE (sched(7)), where the system has `chrt`. A processor that runs nothing else counts as free,
 * so that a server whose socket has news is never placed behind the networks on a busy core while they keep another one.
 * `low`: nice 10, for machines that are busy with other things in the same control group and would leave nothing.
 */
export type WorkerPriority = 'idle' | 'low';

/** Puts a process behind the server's own. On Linux a priority is a thread's own, so all of its threads get it. */
export async function lowerPriority(pid: number, priority: WorkerPriority): Promise<void> {
  if (priority === 'idle' && (await becomesIdle(pid))) return;
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // Some systems forbid it, and threads end: they work at normal priority then.
    }
  }
}

/** @returns false where there is no `chrt` (util-linux), or it may not */
function becomesIdle(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(false);
  return new Promise((resolve) => {
    const chrt = spawn('chrt', ['--idle', '--all-tasks', '--pid', '0', String(pid)], { stdio: 'ignore' });
    chrt.once('error', () => resolve(false));
    chrt.once('close', (code) => resolve(code === 0));
  });
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}
