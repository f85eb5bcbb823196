import { describe, expect, test } from 'vitest';
import { lengthOf } from '../scan/polyline.ts';
import { type SvgElement, SvgTooLargeError, svgLines } from './svgLines.ts';

function element(
  name: string,
  attributes: Record<string, string> = {},
  children: SvgElement[] = [],
): SvgElement {
  return { name, attribute: (key) => attributes[key] ?? null, children };
}
const svg = (...children: SvgElement[]) =>
  element('svg', { viewBox: '0 0 100 100', stroke: '#000' }, children);
const ends = (svgElement: SvgElement) =>
  svgLines(svgElement).lines.map((line) => [line[0], line.at(-1)].map((p) => [p?.x ?? 0, p?.y ?? 0]));

describe('lines of an SVG', () => {
  test('come from paths with every kind of segment, a line for each part that moves', () => {
    const path = element('path', {
      d: 'M10 10h20v20l-20 0zM50 50c0 10 20 10 20 0s20-10 20 0q5 5 10 0t-20 10a5 5 0 0 1 10 0',
    });
    const { lines, box } = svgLines(svg(path));
    expect(box).toEqual({ x: 0, y: 0, width: 100, height: 100 });
    expect(lines).toHaveLength(2);
    expect(lines[0]?.at(-1)).toEqual({ x: 10, y: 10 });
    expect(lengthOf(lines[0] ?? [])).toBeCloseTo(80, 6);
    expect(lines[1]?.at(-1)?.x).toBeCloseTo(90, 6);
  });

  test('come from lines, polylines, polygons, circles, ellipses and rectangles', () => {
    const shapes = svg(
      element('line', { x1: '1', y1: '2', x2: '3', y2: '4' }),
      element('polyline', { points: '0,0 10,0 10,10' }),
      element('polygon', { points: '0,0 10,0 10,10' }),
      element('circle', { cx: '50', cy: '50', r: '10' }),
      element('ellipse', { cx: '50', cy: '50', rx: '20', ry: '10' }),
      element('rect', { x: '5', y: '5', width: '10', height: '20' }),
    );
    const { lines } = svgLines(shapes);
    expect(lines.map((line) => Math.round(lengthOf(line)))).toEqual([3, 20, 34, 63, 97, 60]);
  });

  test('are moved by the transforms of their element and its groups, the inner one first', () => {
    const inner = element('g', { transform: 'translate(10 0)' }, [
      element('line', { x2: '1', transform: 'rotate(90)' }),
    ]);
    const [[from, to] = []] = ends(svg(element('g', { transform: 'scale(2)' }, [inner])));
    expect(from).toEqual([20, 0]);
    expect(to?.map(Math.round)).toEqual([20, 2]);
  });

  test('are those that are stroked and seen', () => {
    const line = { x2: '5' };
    const shapes = svg(
      element('defs', {}, [element('line', line)]),
      element('line', { ...line, stroke: 'none' }),
      element('g', { style: 'fill:red; stroke: none' }, [element('line', line)]),
      element('line', { ...line, style: 'display:none' }),
    );
    expect(svgLines(shapes).lines).toEqual([]);
    expect(svgLines(element('svg', {}, [element('path', { d: 'M0 0h9' })])).lines).toEqual([]);
  });

  test('that are broken or infinite are left out, the others stay', () => {
    const shapes = svg(
      element('path', { d: 'M0 0h1e999' }),
      element('path', { d: 'nonsense' }),
      element('path', { d: 'M0 0' }),
      element('line', { x2: '5' }),
    );
    expect(ends(shapes)).toEqual([
      [
        [0, 0],
        [5, 0],
      ],
    ]);
  });

  test('of a file without a view box lie in the box that they take', () => {
    const shapes = element('svg', { stroke: 'red' }, [
      element('line', { x1: '5', y1: '5', x2: '15', y2: '25' }),
    ]);
    expect(svgLines(shapes).box).toEqual({ x: 5, y: 5, width: 10, height: 20 });
  });

  test('of a file with more elements, levels or points than a drawing has are refused', () => {
    const many = svg(...Array.from({ length: 20_001 }, () => element('g')));
    expect(() => svgLines(many)).toThrow(SvgTooLargeError);
    let deep = element('g');
    for (let i = 0; i < 70; i++) deep = element('g', {}, [deep]);
    expect(() => svgLines(svg(deep))).toThrow(SvgTooLargeError);
    const long = svg(
      ...Array.from({ length: 50 }, () => element('path', { d: `M0 0${'q1 1 2 0'.repeat(500)}` })),
    );
    expect(() => svgLines(long)).toThrow(SvgTooLargeError);
  });
});
