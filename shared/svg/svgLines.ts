import svgpath from 'svgpath';
import type { Place } from '../canvas.ts';
import { cubic, quadratic } from './curves.ts';

/** An element of an SVG, whatever parsed it. */
export interface SvgElement {
  /** without its namespace's prefix */
  readonly name: string;
  readonly attribute: (name: string) => string | null;
  readonly children: readonly SvgElement[];
}

export interface SvgLines {
  /** units of the picture: its view box, or what its lines take */
  readonly box: { x: number; y: number; width: number; height: number };
  readonly lines: readonly (readonly Place[])[];
}

/** Elements that draw nothing where they stand. */
const UNSEEN = new Set([
  'defs',
  'clipPath',
  'mask',
  'symbol',
  'pattern',
  'marker',
  'linearGradient',
  'filter',
  'metadata',
  'title',
  'text',
]);

/** Elements and points read of one file: beyond it lies no drawing of a face, and time. */
const MAX_ELEMENTS = 20_000;
const MAX_POINTS = 400_000;
/** Groups in groups. */
const MAX_DEPTH = 64;

/** More elements, points or levels than a drawing has. */
export class SvgTooLargeError extends Error {
  override name = 'SvgTooLargeError';
}

/**
 * The lines that an SVG strokes: paths, polylines, polygons, lines, circles, ellipses and rectangles, with their transforms.
 * Shapes that are only filled give none: what they look like has to be traced.
 * @param root the `svg` element
 * @throws SvgTooLargeError
 */
export function svgLines(root: SvgElement): SvgLines {
  const lines: Place[][] = [];
  const count = { elements: 0, points: 0 };

  const visit = (element: SvgElement, transforms: readonly string[], stroke: string, depth: number) => {
    if (++count.elements > MAX_ELEMENTS || depth > MAX_DEPTH) throw new SvgTooLargeError();
    if (UNSEEN.has(element.name) || styleOf(element, 'display') === 'none') return;
    const own = element.attribute('transform');
    const matrices = own ? [own, ...transforms] : transforms;
    const seen = styleOf(element, 'stroke') ?? stroke;
    const data = seen === 'none' ? null : pathDataOf(element);
    if (data) {
      for (const line of linesOf(data, matrices)) {
        count.points += line.length;
        if (count.points > MAX_POINTS) throw new SvgTooLargeError();
        lines.push(line);
      }
    }
    for (const child of element.children) visit(child, matrices, seen, depth + 1);
  };
  visit(root, [], 'none', 0);
  return { box: viewBoxOf(root) ?? extentOf(lines), lines };
}

function styleOf(element: SvgElement, property: string): string | null {
  const style = element.attribute('style') ?? '';
  const [, value] = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`).exec(style) ?? [];
  return (value ?? element.attribute(property))?.trim() ?? null;
}

function number(element: SvgElement, name: string): number {
  const value = Number.parseFloat(element.attribute(name) ?? '');
  return Number.isFinite(value) ? value : 0;
}

/** What an element draws, as the data of a path; null where it draws nothing. */
function pathDataOf(element: SvgElement): string | null {
  const at = (name: string) => number(element, name);
  const oval = (rx: number, ry: number) =>
    rx > 0 && ry > 0
      ? `M${at('cx') - rx} ${at('cy')}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`
      : null;
  switch (element.name) {
    case 'path':
      return element.attribute('d');
    case 'line':
      return `M${at('x1')} ${at('y1')}L${at('x2')} ${at('y2')}`;
    case 'polyline':
    case 'polygon': {
      const points = element.attribute('points')?.trim();
      return points ? `M${points}${element.name === 'polygon' ? 'z' : ''}` : null;
    }
    case 'circle':
      return oval(at('r'), at('r'));
    case 'ellipse':
      return oval(at('rx'), at('ry'));
    case 'rect':
      return `M${at('x')} ${at('y')}h${at('width')}v${at('height')}h${-at('width')}z`;
    default:
      return null;
  }
}

/** @param transforms the element's own first */
function linesOf(data: string, transforms: readonly string[]): Place[][] {
  let path = svgpath(data);
  for (const transform of transforms) path = path.transform(transform);
  const lines: Place[][] = [];
  let line: Place[] = [];
  const begin = (place: Place) => {
    line = [place];
    lines.push(line);
  };
  path
    .abs()
    .unshort()
    .unarc()
    .iterate((segment, _index, x, y) => {
      const from = { x, y };
      switch (segment[0]) {
        case 'M':
          return begin({ x: segment[1], y: segment[2] });
        case 'L':
          return void line.push({ x: segment[1], y: segment[2] });
        case 'H':
          return void line.push({ x: segment[1], y });
        case 'V':
          return void line.push({ x, y: segment[1] });
        case 'C': {
          const [, ax, ay, bx, by, ex, ey] = segment;
          return void line.push(...cubic(from, { x: ax, y: ay }, { x: bx, y: by }, { x: ex, y: ey }));
        }
        case 'Q': {
          const [, ax, ay, ex, ey] = segment;
          return void line.push(...quadratic(from, { x: ax, y: ay }, { x: ex, y: ey }));
        }
        case 'Z':
        case 'z': {
          const [first] = line;
          if (!first) return;
          line.push(first);
          // what follows without a move begins where this one began
          return begin(first);
        }
      }
    });
  return lines.filter(
    (points) => points.length > 1 && points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
  );
}

function viewBoxOf(root: SvgElement): SvgLines['box'] | null {
  const [x = 0, y = 0, width = 0, height = 0] = (root.attribute('viewBox') ?? '').split(/[\s,]+/).map(Number);
  return [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0
    ? { x, y, width, height }
    : null;
}

function extentOf(lines: readonly (readonly Place[])[]): SvgLines['box'] {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const line of lines) {
    for (const { x, y } of line) {
      box.left = Math.min(box.left, x);
      box.top = Math.min(box.top, y);
      box.right = Math.max(box.right, x);
      box.bottom = Math.max(box.bottom, y);
    }
  }
  if (box.left > box.right) return { x: 0, y: 0, width: 1, height: 1 };
  return {
    x: box.left,
    y: box.top,
    width: Math.max(1, box.right - box.left),
    height: Math.max(1, box.bottom - box.top),
  };
}
