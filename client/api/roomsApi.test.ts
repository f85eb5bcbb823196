import { describe, expect, it } from 'vitest';
import { createRoom, requestToken, whole } from './roomsApi.ts';

const answering = (status: number, body: unknown) => async () => Response.json(body, { status });
const request = { secret: 'S'.repeat(22), name: 'Ada', colour: '#c2410c' } as const;

describe('the rooms interface', () => {
  it('gives back a room of the agreed shape', async () => {
    const room = {
      roomId: 'r'.repeat(22),
      secrets: { owner: 'o'.repeat(22), editor: 'e'.repeat(22), viewer: 'v'.repeat(22) },
    };
    await expect(createRoom({}, answering(201, room))).resolves.toEqual(room);
  });

  it('takes an answer of another shape for another version', async () => {
    await expect(createRoom({}, answering(201, { id: 1 }))).rejects.toMatchObject({ code: 'client-too-old' });
  });

  it('carries the reason that the server gave', async () => {
    const body = { error: { code: 'room-full', message: 'full' } };
    await expect(requestToken('r'.repeat(22), request, answering(409, body))).rejects.toMatchObject({
      code: 'room-full',
      transient: false,
    });
  });

  it.each([
    [429, 'rate-limited'],
    [503, 'restarting'],
    [500, 'internal'],
    [400, 'bad-request'],
  ])('makes a typed failure of a bare HTTP %i', async (status, code) => {
    await expect(createRoom({}, answering(status, 'gateway'))).rejects.toMatchObject({ code });
  });

  it('says unreachable where an answer breaks off in the middle', async () => {
    const cut = new ReadableStream({ start: (stream) => stream.error(new TypeError('network')) });
    await expect(whole(new Response(cut).blob())).rejects.toMatchObject({ code: 'unreachable' });
    await expect(whole(new Response('all of it').text())).resolves.toBe('all of it');
  });

  it('says unreachable, and that a retry may help, when nothing answers', async () => {
    const dead = async () => {
      throw new TypeError('network');
    };
    await expect(createRoom({}, dead)).rejects.toMatchObject({ code: 'unreachable', transient: true });
  });
});
