import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { RenderRequest, WorkerMessage } from '../portraits/messages.ts';

/** A worker process that says only what a test lets it say: no process, no time. */
export class FakeChild extends EventEmitter {
  readonly pid = 1;
  readonly stdout = null;
  readonly stderr = null;
  readonly requests: RenderRequest[] = [];

  asProcess(): ChildProcess {
    return this as unknown as ChildProcess;
  }

  send(request: RenderRequest): void {
    this.requests.push(request);
  }

  say(message: WorkerMessage): void {
    this.emit('message', message);
  }

  ready(): void {
    this.say({ type: 'ready', engine: 'fake', modelVersion: 'fake-1' });
  }

  /** Draws what was asked for last. */
  draw(): void {
    const { id = 0, job } = this.requests.at(-1) ?? {};
    const image = new Uint8Array([1]);
    this.say({ type: 'portrait', id, image, mime: 'image/webp', size: job?.size ?? 0, timings: {} });
  }

  kill(): void {
    this.emit('exit', null, 'SIGKILL');
  }
}
