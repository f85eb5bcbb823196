import { expect } from 'vitest';
import type { CreatedRoom } from '../../shared/api.ts';
import { encodePoints } from '../../shared/strokeCodec.ts';
import { linePoints } from './strokes.ts';
import { newStrokeId, TestPerson } from './testPerson.ts';
import type { TestServer } from './testServer.ts';
import { until } from './until.ts';

/** ms in which a stroke gets through while somebody attacks, on a busy machine */
const PATIENCE_MS = 15_000;

/** Two people who draw in a room while somebody attacks it, and notice nothing. */
export class Bystanders {
  private constructor(
    readonly ann: TestPerson,
    readonly ben: TestPerson,
  ) {}

  static async arrive(server: TestServer, room: CreatedRoom): Promise<Bystanders> {
    const ann = await TestPerson.join(server, room, { name: 'Ann' });
    return new Bystanders(ann, await TestPerson.join(server, room, { name: 'Ben' }));
  }

  /** Ink and strokes still get from one to the other, and neither was ever closed. */
  async drawOn(): Promise<void> {
    for (const [from, to] of [
      [this.ann, this.ben],
      [this.ben, this.ann],
    ] as const) {
      const id = newStrokeId();
      from.live.emit('ink', { strokeId: id, width: 3, from: 0, points: encodePoints(linePoints(5)) });
      const inkSeen = () => to.frames.some(({ tails }) => tails.some(({ strokeId }) => strokeId === id));
      await until(inkSeen, { timeout: PATIENCE_MS, message: () => 'the ink does not arrive' });
      from.draw({ id });
      const strokeSeen = () => to.strokeIds.includes(id);
      await until(strokeSeen, { timeout: PATIENCE_MS, message: () => 'the stroke does not arrive' });
    }
    for (const { closeCodes, closings } of [this.ann, this.ben]) {
      expect(closeCodes).toEqual([]);
      expect(closings).toEqual([]);
    }
  }

  leave(): void {
    this.ann.leave();
    this.ben.leave();
  }
}
