import type * as Y from 'yjs';
import { z } from 'zod';
import { personColourSchema } from './api.ts';
import { APPEARANCE_CONTROLS, appearanceAmountSchema } from './appearance.ts';
import { CANVAS_SIZE, type Point } from './canvas.ts';
import { strokeIdSchema, subjectSchema } from './ids.ts';
import {
  MAX_EDITS,
  MAX_NAME_LENGTH,
  MAX_ROOM_FILE_BYTES,
  MAX_SEEN_LINES,
  MAX_STROKE_POINTS,
} from './limits.ts';
import { PART_IDS } from './parts.ts';
import { editsOf, strokesOf } from './roomDocument.ts';
import { linesOf, movedStroke, withEdits } from './seenStrokes.ts';
import type { StrokeClass } from './semantics/strokeClasses.ts';
import { type RoomSettings, settingValueSchemas } from './settings.ts';
import {
  decodeStroke,
  MAX_STROKE_WIDTH,
  STROKE_TOOLS,
  type Stroke,
  StrokeFormatError,
} from './strokeCodec.ts';
import { editEntriesSchema, isEditValue, parseEditKey, type StrokeEdits } from './strokeEdits.ts';

export const ROOM_FILE_VERSION = 1;
/** ms: a stroke of a file takes an hour at most */
const MAX_STROKE_MS = 3_600_000;
/** px, of strokes that name none */
const DEFAULT_WIDTH = 3;
/** ms between two points that name no time */
const DEFAULT_INTERVAL_MS = 16;

const coordinate = z.number().min(0).max(CANVAS_SIZE);

/**
 * A room saved to a file (JSON): its strokes in drawing order and, if wished, its settings. What a program that writes one by
 * hand does not know may be left out: all but the points.
 */
export const roomFileSchema = z.object({
  format: z.literal('limn-room'),
  version: z.literal(ROOM_FILE_VERSION),
  /** ms since the Unix epoch */
  savedAt: z.number().int().nonnegative().optional(),
  /** who drew: what `author` of a stroke refers to */
  people: z
    .array(
      z.object({ subject: subjectSchema, name: z.string().max(MAX_NAME_LENGTH), colour: personColourSchema }),
    )
    .max(1_000)
    .optional(),
  strokes: z
    .array(
      z.object({
        /** canvas px, then pressure 0…1 and ms since the stroke began: [x, y, pressure, time] */
        points: z
          .array(z.tuple([coordinate, coordinate], z.number()))
          .min(1)
          .max(MAX_STROKE_POINTS),
        id: strokeIdSchema.optional(),
        tool: z.enum(STROKE_TOOLS).optional(),
        width: z.number().positive().max(MAX_STROKE_WIDTH).optional(),
        author: subjectSchema.optional(),
        startedAt: z.number().int().nonnegative().optional(),
      }),
    )
    .max(MAX_SEEN_LINES),
  /** what was changed of strokes that have an id since they were drawn */
  edits: editEntriesSchema.max(MAX_EDITS).optional(),
  settings: z
    .object({
      refine: z.partialRecord(z.enum(PART_IDS), settingValueSchemas['refine.nose']),
      fidelity: z.partialRecord(z.enum(PART_IDS), settingValueSchemas['fidelity.nose']),
      searchSpace: settingValueSchemas.searchSpace,
      shadow: settingValueSchemas.shadow,
      appearanceSeed: settingValueSchemas.appearanceSeed,
      appearanceReference: settingValueSchemas.appearanceReference,
      appearanceMix: settingValueSchemas.appearanceMix,
      appearance: z.partialRecord(z.enum(APPEARANCE_CONTROLS), appearanceAmountSchema),
      shading: z
        .object({
          tones: settingValueSchemas['shading.tones'],
          amount: settingValueSchemas['shading.amount'],
        })
        .partial(),
    })
    .partial()
    .optional(),
});
export type RoomFile = z.infer<typeof roomFileSchema>;

export type RoomFileProblem = 'too-large' | 'not-json' | 'newer' | 'not-a-room-file';

/** Why a file is no room file that can be read. The message completes the sentence "FILE …". */
export class RoomFileError extends Error {
  override name = 'RoomFileError';
  constructor(
    readonly problem: RoomFileProblem,
    message: string,
  ) {
    super(message);
  }
}

/** Reads a room file that anyone may have written. @throws RoomFileError */
export function parseRoomFile(text: string): RoomFile {
  if (text.length > MAX_ROOM_FILE_BYTES) {
    throw new RoomFileError('too-large', `is larger than ${MAX_ROOM_FILE_BYTES / 1024 / 1024} MB`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RoomFileError('not-json', 'is not valid JSON');
  }
  const newer = z
    .object({ format: z.literal('limn-room'), version: z.number().gt(ROOM_FILE_VERSION) })
    .safeParse(json);
  if (newer.success) throw new RoomFileError('newer', 'was written by a newer version of Limn');
  const parsed = roomFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const detail = z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' ').replace(/\s+/g, ' ');
  throw new RoomFileError('not-a-room-file', `is not a Limn room file (${detail})`);
}

type FileStroke = RoomFile['strokes'][number];

function strokeOf(
  { points, tool = 'pen', width = DEFAULT_WIDTH }: FileStroke,
  author: string,
  startedAt: number,
): Stroke {
  return {
    author,
    tool,
    width,
    startedAt,
    points: points.map(([x, y, pressure = 0.5, time], i) => ({
      x,
      y,
      pressure: clamp(pressure, 1),
      time: clamp(time ?? i * DEFAULT_INTERVAL_MS, MAX_STROKE_MS),
    })),
  };
}

const pointInFile = ({ x, y, pressure, time }: Point): FileStroke['points'][number] => [
  x,
  y,
  round3(pressure),
  time,
];

type FilePerson = NonNullable<RoomFile['people']>[number];

export interface RoomToSave {
  doc: Y.Doc;
  settings: RoomSettings;
  people: readonly FilePerson[];
  /** ms since the Unix epoch */
  savedAt: number;
}

/** Strokes as they were drawn, and what was changed about each since: all that the room knows comes into another one. */
export function roomFileOf({ doc, settings, people, savedAt }: RoomToSave): RoomFile {
  const strokes = readableStrokes(doc);
  const edits = [...editsOf(doc)].filter(([key, value]) => {
    const edit = parseEditKey(key);
    return edit && strokes.has(edit.strokeId) && isEditValue(edit, value);
  });
  return {
    format: 'limn-room',
    version: ROOM_FILE_VERSION,
    savedAt,
    people: people.map(({ subject, name, colour }) => ({ subject, name, colour })),
    strokes: [...strokes]
      .sort(([a, one], [b, other]) => one.startedAt - other.startedAt || (a < b ? -1 : 1))
      .map(([id, { points, tool, width, author, startedAt }]) => ({
        points: points.map(pointInFile),
        id,
        tool,
        width,
        author,
        startedAt,
      })),
    ...(edits.length > 0 && { edits: edits as RoomFile['edits'] }),
    settings,
  };
}

/** What a newer format made of them is left out. */
function readableStrokes(doc: Y.Doc): Map<string, Stroke> {
  const strokes = new Map<string, Stroke>();
  for (const [id, bytes] of strokesOf(doc)) {
    try {
      strokes.set(id, decodeStroke(bytes));
    } catch (error) {
      if (!(error instanceof StrokeFormatError)) throw error;
    }
  }
  return strokes;
}

/** A stroke of a file, with what was changed about it. */
export interface DrawnStroke {
  stroke: Stroke;
  edits: StrokeEdits;
  /** what somebody said that it draws */
  label: StrokeClass | null;
}

/**
 * The strokes of a room file as somebody's own.
 * @param startedAt of the first; the others follow, so that the order stays
 */
export function strokesOfRoomFile(file: RoomFile, author: string, startedAt: number): DrawnStroke[] {
  const edits = new Map<string, unknown>(file.edits ?? []);
  const named = file.strokes.map((stroke, i): [string, FileStroke] => [stroke.id ?? `${i}`, stroke]);
  return [...withEdits(named, edits)].map(({ stroke, edits: changed, label }, index) => ({
    stroke: strokeOf(stroke, author, startedAt + index),
    edits: changed,
    label,
  }));
}

/** A line that is seen on the sheet, and what somebody said that it draws. */
export interface LabelledLine {
  points: Point[];
  label: StrokeClass | null;
}

/** The lines that a room file shows. */
export function linesOfRoomFile(file: RoomFile): LabelledLine[] {
  return strokesOfRoomFile(file, '', 0)
    .flatMap(({ stroke, edits, label }) =>
      linesOf(movedStroke(stroke, edits.transform), edits).map((points) => ({ points, label })),
    )
    .slice(0, MAX_SEEN_LINES);
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
