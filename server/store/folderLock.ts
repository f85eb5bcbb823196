import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Bytes of a Unix socket's path at most (`sun_path`), on every system. */
const MAX_SOCKET_PATH = 100;

/** Another process holds the folder. */
export class FolderLockedError extends Error {
  override name = 'FolderLockedError';

  constructor(folder: string) {
    super(`${folder} is in use by another server. Stop it, or set DATA_DIR to another folder.`);
  }
}

/**
 * Holds a folder for this process: a socket that nobody else can listen on, and that the system takes back
 * from a killed process (a file with a process id would outlive it).
 * @returns gives the folder back
 * @throws FolderLockedError
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(folder);
  const server = (await listen(path)) ?? (await takeOver(path, folder));
  return () => new Promise((done) => server.close(() => done()));
}

export async function isLocked(folder: string): Promise<boolean> {
  return answers(socketPath(folder));
}

/** The socket of a process that was killed is still there, but nobody answers. */
async function takeOver(path: string, folder: string): Promise<Server> {
  if (await answers(path)) throw new FolderLockedError(folder);
  await rm(path, { force: true });
  const server = await listen(path);
  if (!server) throw new FolderLockedError(folder);
  return server;
}

function listen(path: string): Promise<Server | null> {
  return new Promise((done, failed) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') done(null);
      else failed(error);
    });
    server.listen(path, () => done(server.unref()));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

function socketPath(folder: string): string {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\limn-${name}`;
  const inside = join(resolve(folder), 'lock');
  return inside.length <= MAX_SOCKET_PATH ? inside : join(tmpdir(), `limn-${name}.lock`);
}
