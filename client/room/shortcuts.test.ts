import { describe, expect, it } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

const press = (key: string, extra: object = {}) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, target: null, ...extra });

describe('keyboard shortcuts', () => {
  it.each([
    ['p', {}, 'pen'],
    ['E', {}, 'eraser'],
    ['[', {}, 'thinner'],
    ['?', { shiftKey: true }, 'help'],
    ['z', { ctrlKey: true }, 'undo'],
    ['Z', { metaKey: true, shiftKey: true }, 'redo'],
    ['y', { ctrlKey: true }, 'redo'],
    ['p', { ctrlKey: true }, null],
    ['z', {}, null],
  ])('%s %o is %s', (key, extra, action) => {
    expect(press(key, extra)).toBe(action);
  });

  it('leave text fields alone, but not sliders', () => {
    expect(press('p', { target: { tagName: 'INPUT', type: 'text' } })).toBeNull();
    expect(press('z', { ctrlKey: true, target: { tagName: 'INPUT', type: 'text' } })).toBeNull();
    expect(press('p', { target: { tagName: 'INPUT', type: 'range' } })).toBe('pen');
  });
});
