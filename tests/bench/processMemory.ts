import { execFileSync } from 'node:child_process';

/** Resident memory in MiB of a process and of all its children together. */
export function residentMemory(pid: number): { own: number; children: number } {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' }).trim().split('\n');
  const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const sum = (belongs: (id: number, parent: number) => boolean) =>
    rows.reduce((total, [id = 0, parent = 0, kib = 0]) => total + (belongs(id, parent) ? kib / 1024 : 0), 0);
  return { own: sum((id) => id === pid), children: sum((_, parent) => parent === pid) };
}
