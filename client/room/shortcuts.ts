/** What a key can do in the room. */
export type Action =
  | 'pen'
  | 'eraser'
  | 'cutter'
  | 'select'
  | 'mirror'
  | 'label'
  | 'thinner'
  | 'wider'
  | 'undo'
  | 'redo'
  | 'clear'
  | 'zoomIn'
  | 'zoomOut'
  | 'whole'
  | 'help';

/** Keys as the sheet shows them. */
export const SHORTCUT_KEYS: Record<Exclude<Action, 'clear'>, string> = {
  pen: 'P',
  eraser: 'E',
  cutter: 'X',
  select: 'V',
  mirror: 'M',
  label: 'L',
  thinner: '[',
  wider: ']',
  undo: 'Ctrl + Z',
  redo: 'Ctrl + Shift + Z',
  zoomIn: '+',
  zoomOut: '-',
  whole: '0',
  help: '?',
};

/** What people who only watch may do. */
export const WATCHING_ACTIONS: ReadonlySet<Action> = new Set(['zoomIn', 'zoomOut', 'whole', 'help']);

const PLAIN_KEYS: Record<string, Action> = {
  p: 'pen',
  e: 'eraser',
  x: 'cutter',
  v: 'select',
  m: 'mirror',
  l: 'label',
  '[': 'thinner',
  ']': 'wider',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'whole',
  '?': 'help',
};

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target'>;

/** The action of a key press, or null where it belongs to the browser or to a text field. */
export function shortcutOf(event: Key): Action | null {
  if (isTextField(event.target)) return null;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (event.altKey) return null;
    if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
    return key === 'y' ? 'redo' : null;
  }
  // on some keyboards brackets need Alt Gr, which reports Ctrl or Alt: those stay with the browser
  return event.altKey ? null : (PLAIN_KEYS[key] ?? null);
}

/** Sliders and buttons leave letters to us; fields that take text do not. */
function isTextField(target: EventTarget | null): boolean {
  const element = target as Partial<HTMLInputElement> | null;
  if (element?.isContentEditable || element?.tagName === 'TEXTAREA' || element?.tagName === 'SELECT')
    return true;
  return element?.tagName === 'INPUT' && !['range', 'radio', 'checkbox'].includes(element.type ?? 'text');
}
