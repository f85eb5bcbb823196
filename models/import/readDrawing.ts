import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { MAX_IMPORT_BYTES, MAX_ROOM_FILE_BYTES } from '../../shared/limits.ts';
import { linesOfRoomFile, parseRoomFile, type RoomFile, RoomFileError } from '../../shared/roomFile.ts';
import type { GreyPicture } from '../../shared/scan/evenPaper.ts';
import { extractLines } from '../../shared/scan/extractLines.ts';
import { traceLabelSketch } from '../../shared/semantics/labelSketch.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { checkedSvg, looksLikeSvg, SvgRefusedError } from '../../shared/svg/checkSvg.ts';
import { InputError } from '../errors.ts';
import type { InkStroke } from '../inkRaster.ts';
import type { Place } from '../linePen.ts';
import { readInkPicture } from './greyPicture.ts';
import { readLabelValues } from './labelPicture.ts';

/** A drawing out of a file: lines that still have to be placed, or a room's strokes where they were drawn. */
export type ImportedDrawing =
  | {
      readonly kind: 'picture';
      /** px of the working picture */
      readonly lines: readonly (readonly Place[])[];
      /** the working picture: darkness on even paper */
      readonly ink: GreyPicture;
      /** what each line shows; only label sketches say so */
      readonly labels?: readonly StrokeClass[];
    }
  | {
      readonly kind: 'room';
      readonly strokes: readonly InkStroke[];
      /** what people said that each of them draws */
      readonly labels: readonly (StrokeClass | null)[];
      readonly settings: RoomFile['settings'];
    };

/**
 * Reads a PNG, JPEG, WebP or SVG drawing, a label sketch (PNG) or a room file (JSON), told apart by their content.
 * @throws InputError whose message completes the sentence "FILE …"
 */
export async function readDrawing(bytes: Uint8Array): Promise<ImportedDrawing> {
  if (bytes.byteLength === 0) throw new InputError('is empty');
  const isRoom = /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
  const most = isRoom ? MAX_ROOM_FILE_BYTES : MAX_IMPORT_BYTES;
  if (bytes.byteLength > most) throw new InputError(`is larger than ${most / 1024 / 1024} MB`);
  if (isRoom) return readRoom(bytes);
  const svg = looksLikeSvg(bytes);
  if (svg) demandHarmlessSvg(bytes);
  const values = svg ? null : await readLabelValues(bytes);
  if (values) return labelled(values);
  const ink = await readInkPicture(bytes, svg ? ['svg'] : ['png', 'jpeg', 'webp']);
  const lines = extractLines(ink);
  if (lines.length === 0) throw new InputError('shows no lines');
  return { kind: 'picture', lines, ink };
}

function labelled(values: Uint8Array): ImportedDrawing {
  const { lines, labels } = traceLabelSketch(values);
  if (lines.length === 0) throw new InputError('shows no lines');
  const data = Float32Array.from(values, (value) => (value > 0 ? 1 : 0));
  return { kind: 'picture', lines, labels, ink: { width: CANVAS_SIZE, height: CANVAS_SIZE, data } };
}

function demandHarmlessSvg(bytes: Uint8Array): void {
  try {
    checkedSvg(bytes);
  } catch (error) {
    throw error instanceof SvgRefusedError ? new InputError(error.message) : error;
  }
}

function readRoom(bytes: Uint8Array): ImportedDrawing {
  const file = roomFileIn(bytes);
  const lines = linesOfRoomFile(file);
  const strokes = lines.map(({ points }, i) => ({
    key: String(i),
    points: points.map(({ x, y }) => ({ x, y })),
  }));
  return { kind: 'room', strokes, labels: lines.map(({ label }) => label), settings: file.settings };
}

function roomFileIn(bytes: Uint8Array): RoomFile {
  try {
    return parseRoomFile(new TextDecoder().decode(bytes));
  } catch (error) {
    throw error instanceof RoomFileError ? new InputError(error.message) : error;
  }
}
