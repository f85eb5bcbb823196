import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { VersionHead } from '../../shared/versions.ts';
import { VersionsApi } from '../api/versionsApi.ts';
import { VersionsModel } from './versionsModel.ts';

const head = (id: string, at: number, more: Partial<VersionHead> = {}): VersionHead => ({
  id: id.padEnd(16, '-'),
  at,
  reason: 'rest',
  name: null,
  by: null,
  people: [],
  version: at,
  strokes: 1,
  bytes: 1,
  portraitOf: at,
  ...more,
});

function set(answers: Record<string, () => Response>) {
  const asked: string[] = [];
  const fetcher = async (path: RequestInfo | URL, request?: RequestInit) => {
    const key = `${request?.method ?? 'GET'} ${String(path).replace('/api/rooms/room/versions', '')}`;
    asked.push(key);
    return (
      answers[key]?.() ?? Response.json({ error: { code: 'not-found', message: 'no' } }, { status: 404 })
    );
  };
  const api = new VersionsApi('room', () => 'token', fetcher as typeof fetch);
  const urls = { createObjectURL: () => `blob:${asked.length}`, revokeObjectURL: () => {} };
  return { model: new VersionsModel(api, urls), asked };
}

describe('the list of versions', () => {
  it('follows news: new ones by their time, named ones in their place, gone ones out', async () => {
    const { model } = set({ 'GET ': () => Response.json({ versions: [head('a', 1), head('b', 3)] }) });
    await model.load();
    model.receive({ put: [head('c', 2)], gone: [] });
    model.receive({ put: [head('a', 1, { name: 'first' })], gone: [head('b', 3).id] });
    expect(get(model.heads).map(({ at, name }) => [at, name])).toEqual([
      [1, 'first'],
      [2, null],
    ]);
  });

  it('does not lose what was told while it was on its way', async () => {
    let answer = (_response: Response) => {};
    const fetcher = () =>
      new Promise<Response>((resolve) => {
        answer = resolve;
      });
    const model = new VersionsModel(new VersionsApi('room', () => 'token', fetcher as typeof fetch));
    const loading = model.load();
    model.receive({ put: [head('b', 2)], gone: [] });
    answer(Response.json({ versions: [head('a', 1)] }));
    await loading;
    expect(get(model.heads).map(({ at }) => at)).toEqual([1, 2]);
  });

  it('says what failed in the words of the server', async () => {
    const { model } = set({});
    await expect(model.restore('x')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe("a version's pictures and documents", () => {
  it('are fetched once, and again after a failure or when the portrait changed', async () => {
    const a = head('a', 1);
    let broken = true;
    const { model, asked } = set({
      [`GET /${a.id}/portrait`]: () =>
        broken ? new Response(null, { status: 500 }) : new Response('picture'),
    });
    await expect(model.portraitUrl(a)).rejects.toMatchObject({ code: 'internal' });
    broken = false;
    expect(await model.portraitUrl(a)).toBe(await model.portraitUrl(a));
    expect(asked).toHaveLength(2);
    await model.portraitUrl({ ...a, portraitOf: 2 });
    expect(asked).toHaveLength(3);
    expect(model.portraitUrl({ ...a, portraitOf: null })).toBeNull();
  });

  it('hold the whole document', async () => {
    const doc = new Y.Doc();
    doc.getMap('marks').set('m', 'kept');
    const a = head('a', 1);
    const { model } = set({
      [`GET /${a.id}/document`]: () => new Response(Y.encodeStateAsUpdate(doc) as BodyInit),
    });
    expect((await model.document(a.id)).getMap('marks').get('m')).toBe('kept');
  });
});
