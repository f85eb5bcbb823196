import { SvgRefusedError } from '../../shared/svg/checkSvg.ts';
import type { SvgElement } from '../../shared/svg/svgLines.ts';

/** A checked SVG's elements; nothing of it becomes part of the page. @throws SvgRefusedError */
export function svgTree(text: string): SvgElement {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (root.localName !== 'svg' || root.getElementsByTagName('parsererror').length > 0) {
    throw new SvgRefusedError('is no SVG that can be read');
  }
  return seen(root);
}

/** Children are read when they are asked for: whoever reads them counts. */
function seen(element: Element): SvgElement {
  return {
    name: element.localName,
    attribute: (name) => element.getAttribute(name),
    get children() {
      return Array.from(element.children, seen);
    },
  };
}
