import { type Readable, writable } from 'svelte/store';
import type * as Y from 'yjs';
import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { MAX_MARKS } from '../../shared/limits.ts';
import { type Comment, doneKeyOf, type Mark, markSchema, readMarkKey } from '../../shared/marks.ts';
import { marksOf } from '../../shared/roomDocument.ts';
import type { Place } from '../canvas/geometry.ts';
import { newStrokeId } from '../document/strokeId.ts';

export interface Message {
  id: string;
  author: string;
  name: string;
  text: string;
  at: number;
}

/** A comment with its replies, in order of writing. */
export interface Thread extends Message {
  x: number;
  y: number;
  done: boolean;
  replies: Message[];
}

interface Author {
  subject: string;
  name: string;
}

/** The room's comments: reads the document's marks, writes this person's. */
export class Threads {
  readonly all: Readable<Thread[]>;
  private readonly map: Y.Map<unknown>;

  constructor(private readonly doc: Y.Doc) {
    this.map = marksOf(doc);
    const all = writable(threadsOf(this.map));
    this.map.observe(() => all.set(threadsOf(this.map)));
    this.all = all;
  }

  get full(): boolean {
    return this.map.size >= MAX_MARKS;
  }

  /** @returns the new comment's id */
  comment(author: Author, { x, y }: Place, text: string, now: number): string {
    const on = (value: number) => Math.min(CANVAS_SIZE, Math.max(0, Math.round(value)));
    return this.write(author, { kind: 'comment', x: on(x), y: on(y) }, text, now);
  }

  reply(author: Author, to: string, text: string, now: number): string {
    return this.write(author, { kind: 'reply', to }, text, now);
  }

  settle(id: string, done: boolean): void {
    if (done) this.map.set(doneKeyOf(id), true);
    else this.map.delete(doneKeyOf(id));
  }

  /** Takes a comment away with all that belongs to it, or one reply. */
  remove(id: string): void {
    this.doc.transact(() => {
      for (const [key, value] of [...this.map]) {
        const mark = markSchema.safeParse(value);
        if (mark.success && mark.data.kind === 'reply' && mark.data.to === id) this.map.delete(key);
      }
      this.map.delete(doneKeyOf(id));
      this.map.delete(id);
    });
  }

  private write(
    { subject, name }: Author,
    place: Pick<Comment, 'kind' | 'x' | 'y'> | { kind: 'reply'; to: string },
    text: string,
    now: number,
  ): string {
    const id = newStrokeId();
    const mark: Mark = { ...place, author: subject, name, text: text.trim(), at: Math.round(now) };
    this.map.set(id, mark);
    return id;
  }
}

function threadsOf(map: Y.Map<unknown>): Thread[] {
  const threads = new Map<string, Thread>();
  const replies: (Message & { to: string })[] = [];
  for (const [key, value] of map) {
    const mark = markSchema.safeParse(value);
    if (!mark.success || readMarkKey(key)?.done) continue;
    const { author, name, text, at } = mark.data;
    const message = { id: key, author, name, text, at };
    if (mark.data.kind === 'reply') replies.push({ ...message, to: mark.data.to });
    else {
      const { x, y } = mark.data;
      threads.set(key, { ...message, x, y, done: map.get(doneKeyOf(key)) === true, replies: [] });
    }
  }
  for (const { to, ...message } of replies) threads.get(to)?.replies.push(message);
  const inOrder = (a: Message, b: Message) => a.at - b.at || (a.id < b.id ? -1 : 1);
  for (const thread of threads.values()) thread.replies.sort(inOrder);
  return [...threads.values()].sort(inOrder);
}
