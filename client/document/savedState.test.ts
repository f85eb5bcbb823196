import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { strokesOf } from '../../shared/roomDocument.ts';
import { SavedState } from './savedState.ts';

function setUp() {
  const doc = new Y.Doc();
  const saved = new SavedState(doc);
  const draw = (id: string) => strokesOf(doc).set(id, new Uint8Array([1]));
  return { doc, saved, draw, state: () => get(saved.state) };
}

describe('saved or unsaved', () => {
  it('is saved while nothing was drawn here, whatever others do', () => {
    const { doc, state } = setUp();
    const other = new Y.Doc();
    strokesOf(other).set('x', new Uint8Array([1]));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    expect(state()).toBe('saved');
  });

  it('is unsaved from the stroke until the server has stored it', () => {
    const { doc, saved, draw, state } = setUp();
    draw('a');
    const first = Y.encodeStateVector(doc);
    draw('b');
    expect(state()).toBe('unsaved');
    saved.serverStored(first);
    expect(state()).toBe('unsaved');
    saved.serverStored(Y.encodeStateVector(doc));
    expect(state()).toBe('saved');
  });

  it('D1 keeps an erasure unsaved until the server sends it back, whatever else is stored meanwhile', () => {
    const { doc, saved, draw, state } = setUp();
    draw('a');
    const server = new Y.Doc();
    Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
    saved.serverStored(Y.encodeStateVector(doc));
    expect(state()).toBe('saved');
    strokesOf(doc).delete('a');
    saved.serverStored(Y.encodeStateVector(doc));
    saved.serverSent(Y.encodeStateAsUpdate(server));
    expect(state()).toBe('unsaved');
    Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
    saved.serverSent(Y.encodeStateAsUpdate(server));
    expect(state()).toBe('saved');
  });

  it('D1 counts an erasure of the offline copy as unsaved until the server has it', () => {
    const earlier = new Y.Doc();
    strokesOf(earlier).set('x', new Uint8Array([1]));
    const server = new Y.Doc();
    Y.applyUpdate(server, Y.encodeStateAsUpdate(earlier));
    strokesOf(earlier).delete('x');
    const { doc, saved, state } = setUp();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(earlier));
    saved.offlineCopyLoaded();
    saved.serverStored(Y.encodeStateVector(server));
    saved.serverSent(Y.encodeStateAsUpdate(server));
    expect(state()).toBe('unsaved');
    saved.serverSent(Y.encodeStateAsUpdate(doc));
    expect(state()).toBe('saved');
  });

  it('counts what the offline copy brought as unsaved until the server confirms it', () => {
    const earlier = new Y.Doc();
    strokesOf(earlier).set('x', new Uint8Array([1]));
    const { doc, saved, state } = setUp();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(earlier));
    saved.offlineCopyLoaded();
    expect(state()).toBe('unsaved');
    saved.serverStored(Y.encodeStateVector(earlier));
    expect(state()).toBe('saved');
  });
});
