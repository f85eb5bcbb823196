import { z } from 'zod';
import { STROKE_ID_PATTERN, subjectSchema } from './ids.ts';
import { MAX_CUTS_OF_STROKE, MAX_STROKE_POINTS } from './limits.ts';
import { determinant, type Matrix } from './matrix.ts';
import { type StrokeClass, strokeClassSchema } from './semantics/strokeClasses.ts';

/**
 * What may change about a stroke that itself never does: Y.Map `edits`, one flat key a value.
 * - `ID/move.SUBJECT`: where that person moved, scaled, turned it to, and the how many-eth move of the stroke that was. It lies
 *   where the last of its moves puts it; who takes somebody's away has it lie where the last one but theirs did.
 * - `ID/transform`: where it was moved to in rooms from before moves had an author. Any move with an author is later.
 * - `ID/cut.SUBJECT`: what that person's eraser took out of it. Cuts of several people add up, and the undo of each
 *   takes back only their own.
 * - `ID/label.SUBJECT`: what that person says that it draws, or null: what the network understood; and the how many-eth word about it
 *   that was. The last one counts; who takes somebody's away has the last one but theirs count.
 * - `ID/label`: what somebody said in rooms from before labels had an author, and in files. Any label with an author is later.
 */
const SEPARATOR = '/';
/** Steps from one point of a stroke to the next, in which cuts are counted. */
export const CUT_STEPS = 64;
/** How much larger a stroke may become, and how much smaller. */
const MAX_STRETCH = 64;
const LEAST_AREA = 1 / 4096;
const MAX_SHIFT = 64 * 512;

const stretch = z.number().min(-MAX_STRETCH).max(MAX_STRETCH);
const shift = z.number().min(-MAX_SHIFT).max(MAX_SHIFT);
const places = [stretch, stretch, stretch, stretch, shift, shift] as const;
const isWide = (matrix: Matrix) => Math.abs(determinant(matrix)) >= LEAST_AREA;
const transformSchema = z.tuple(places).refine(isWide, 'flattens the stroke');
/** A matrix, then the move's number: one more than the highest that its author saw. */
const moveSchema = z
  .tuple([...places, z.int().min(1)])
  .refine(([a, b, c, d, e, f]) => isWide([a, b, c, d, e, f]), 'flattens the stroke');
/** What somebody says, then the how many-eth word about the stroke that is: one more than the highest that its author saw. */
const labelSchema = z.tuple([strokeClassSchema.nullable(), z.int().min(1)]);

const cutPlace = z
  .int()
  .min(0)
  .max(MAX_STROKE_POINTS * CUT_STEPS);
/** [from, to, from, to, …] in steps along the stroke's points, ascending */
export const cutSchema = z
  .array(cutPlace)
  .min(2)
  .max(2 * MAX_CUTS_OF_STROKE)
  .refine((places) => places.length % 2 === 0, 'has an open end')
  .refine(
    (places) => places.every((at, i) => i === 0 || at >= (places[i - 1] as number)),
    'is not ascending',
  );

/** Edits as a file lists them. Not an object: its keys come from whoever wrote the file. */
export const editEntriesSchema = z.array(
  z.union([
    z.tuple([z.string().refine((key) => parseEditKey(key)?.field === 'transform'), transformSchema]),
    z.tuple([z.string().refine((key) => parseEditKey(key)?.field === 'move'), moveSchema]),
    z.tuple([z.string().refine((key) => parseEditKey(key)?.field === 'cut'), cutSchema]),
    z.tuple([z.string().refine((key) => parseEditKey(key)?.field === 'label'), labelSchema]),
    z.tuple([z.string().refine((key) => parseEditKey(key)?.field === 'plainLabel'), strokeClassSchema]),
  ]),
);

/** What is known of one stroke's edits. */
export interface StrokeEdits {
  transform: Matrix | null;
  /** one list a person */
  cuts: readonly (readonly number[])[];
}

export const NO_EDITS: StrokeEdits = { transform: null, cuts: [] };

/** Edits by their keys: the document's map, or one read from a file. */
export type EditMap = Pick<ReadonlyMap<string, unknown>, 'get' | 'has'> & { keys(): Iterable<string> };

export type EditKey =
  | { strokeId: string; field: 'transform' | 'plainLabel' }
  | { strokeId: string; field: (typeof SIGNED)[number]; subject: string };

const SIGNED = ['cut', 'move', 'label'] as const;

export const moveKey = (strokeId: string, subject: string) => `${strokeId}${SEPARATOR}move.${subject}`;
export const cutKey = (strokeId: string, subject: string) => `${strokeId}${SEPARATOR}cut.${subject}`;
export const labelKey = (strokeId: string, subject: string) => `${strokeId}${SEPARATOR}label.${subject}`;
export const plainLabelKey = (strokeId: string) => `${strokeId}${SEPARATOR}label`;

/** null where the key is none */
export function parseEditKey(key: string): EditKey | null {
  const at = key.indexOf(SEPARATOR);
  const [strokeId, field] = [key.slice(0, at), key.slice(at + 1)];
  if (at < 0 || !STROKE_ID_PATTERN.test(strokeId)) return null;
  if (field === 'transform') return { strokeId, field };
  if (field === 'label') return { strokeId, field: 'plainLabel' };
  const what = SIGNED.find((each) => field.startsWith(`${each}.`));
  if (!what) return null;
  const { data: subject } = subjectSchema.safeParse(field.slice(what.length + 1));
  return subject ? { strokeId, field: what, subject } : null;
}

export function isEditValue({ field }: Pick<EditKey, 'field'>, value: unknown): boolean {
  return (field === 'plainLabel' ? readClass(value) : check(field, value)) !== null;
}

/** One person's move of a stroke, the `number`-th of it. */
interface Move {
  matrix: Matrix;
  number: number;
}

/** What one person says that a stroke draws, the `number`-th word about it; null: what the network understood. */
interface Said {
  label: StrokeClass | null;
  number: number;
}

interface Checked {
  transform: Matrix | null;
  move: Move | null;
  cut: readonly number[] | null;
  label: Said | null;
}

/** A document hands out the same value every time, so each is checked once. */
const checked = new WeakMap<object, Partial<Checked>>();

function check<F extends keyof Checked>(field: F, value: unknown): Checked[F] | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = checked.get(value) ?? {};
  checked.set(value, found);
  if (found[field] === undefined) found[field] = CHECKS[field](value);
  return found[field] ?? null;
}

const CHECKS: { [F in keyof Checked]: (value: object) => Checked[F] } = {
  transform: (value) => transformSchema.safeParse(value).data ?? null,
  move: (value) => {
    const move = moveSchema.safeParse(value).data;
    return move ? { matrix: move.slice(0, -1) as unknown as Matrix, number: move[6] } : null;
  },
  cut: (value) => cutSchema.safeParse(value).data ?? null,
  label: (value) => {
    const said = labelSchema.safeParse(value).data;
    return said ? { label: said[0], number: said[1] } : null;
  },
};

export const isMove = (value: unknown): boolean => isEditValue({ field: 'move' }, value);
/** null where it is none */
export const readCut = (value: unknown): readonly number[] | null => check('cut', value);
const readClass = (value: unknown): StrokeClass | null => strokeClassSchema.safeParse(value).data ?? null;

/** What one edit says that its stroke draws; null where it is no label. */
export function readLabel({ field }: Pick<EditKey, 'field'>, value: unknown): Said | null {
  if (field === 'label') return check(field, value);
  const label = field === 'plainLabel' ? readClass(value) : null;
  return label && { label, number: 0 };
}

/** The edits of one stroke; values that do not fit are left out. @param keys its keys in the map */
export function readEdits(map: EditMap, keys: Iterable<string>): StrokeEdits {
  const cuts: (readonly number[])[] = [];
  // sorted, so that the same edits read the same whatever order they came in
  for (const key of [...keys].sort()) {
    const cut = parseEditKey(key)?.field === 'cut' ? readCut(map.get(key)) : null;
    if (cut) cuts.push(cut);
  }
  const transform = lastMove(map, keys)?.matrix ?? null;
  return transform || cuts.length > 0 ? { transform, cuts } : NO_EDITS;
}

/** Where a stroke lies; null: where it was drawn. Of two moves with one number that of the later subject counts. @param keys the stroke's */
export function lastMove(map: EditMap, keys: Iterable<string>): Move | null {
  let last: Move | null = null;
  for (const key of [...keys].sort()) {
    const field = parseEditKey(key)?.field;
    const move = field === 'move' ? check(field, map.get(key)) : null;
    if (move && move.number >= (last?.number ?? 0)) last = move;
    const matrix = field === 'transform' ? check(field, map.get(key)) : null;
    if (matrix) last ??= { matrix, number: 0 };
  }
  return last;
}

/** The last word on what a stroke draws. Of two with one number that of the later subject counts. @param keys the stroke's */
export function lastLabel(map: EditMap, keys: Iterable<string>): Said | null {
  let last: Said | null = null;
  for (const key of [...keys].sort()) {
    const edit = parseEditKey(key);
    const said = edit && readLabel(edit, map.get(key));
    if (said && said.number >= (last?.number ?? 0)) last = said;
  }
  return last;
}

/** What people said of strokes, by the stroke's id. */
export function labelsSaid(map: EditMap): Map<string, StrokeClass> {
  const labels = new Map<string, StrokeClass>();
  for (const [strokeId, keys] of keysByStroke(map)) {
    const label = lastLabel(map, keys)?.label;
    if (label) labels.set(strokeId, label);
  }
  return labels;
}

/** Keys by the stroke that they change. */
export function keysByStroke(map: EditMap): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (const key of map.keys()) noteKey(index, key);
  return index;
}

/** Adds a key to such an index. @returns the stroke's id, null where the key is none */
export function noteKey(index: Map<string, Set<string>>, key: string): string | null {
  const parsed = parseEditKey(key);
  if (!parsed) return null;
  const keys = index.get(parsed.strokeId) ?? new Set();
  index.set(parsed.strokeId, keys.add(key));
  return parsed.strokeId;
}
