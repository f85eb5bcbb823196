import { CANVAS_SIZE } from '../../shared/canvas.ts';
import { partOf } from '../../shared/partLocks.ts';
import { strokeOutline } from '../canvas/strokePath.ts';
import { INK } from '../picture/paintStrokes.ts';
import type { SeenStroke } from '../picture/seenStrokes.ts';

export type SvgLayers = 'part' | 'person';

/**
 * The strokes as filled paths in an SVG, a layer (as Inkscape and Illustrator read them) for each part or person.
 * @param labelOf a layer's name by its key
 */
export function svgDrawing(
  strokes: readonly SeenStroke[],
  layers: SvgLayers,
  labelOf: (key: string) => string,
): string {
  const groups = new Map<string, string[]>();
  for (const stroke of strokes) {
    const key = layers === 'part' ? partOf(stroke.points) : stroke.author;
    const path = `<path d="${outlineData(stroke)}"/>`;
    const group = groups.get(key);
    if (group) group.push(path);
    else groups.set(key, [path]);
  }
  const body = [...groups].map(
    ([key, paths], index) =>
      `<g id="layer-${index + 1}" inkscape:groupmode="layer" inkscape:label="${escaped(labelOf(key))}">\n` +
      `<title>${escaped(labelOf(key))}</title>\n${paths.join('\n')}\n</g>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 ${CANVAS_SIZE} ${CANVAS_SIZE}" width="${CANVAS_SIZE}" height="${CANVAS_SIZE}" fill="${INK}">
${body.join('\n')}
</svg>
`;
}

/** The same rounded outline that the sheet shows. */
function outlineData({ points, width }: SeenStroke): string {
  const outline = strokeOutline(points, width);
  const [first] = outline;
  if (!first) return '';
  const curves = outline.map(([x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length] as [number, number];
    return `Q${short(x)} ${short(y)} ${short((x + nextX) / 2)} ${short((y + nextY) / 2)}`;
  });
  return `M${short(first[0])} ${short(first[1])}${curves.join('')}Z`;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text
    .replace(/\p{C}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
