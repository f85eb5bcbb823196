import type { Matrix } from '../../shared/matrix.ts';
import type { DrawnStroke } from '../../shared/roomFile.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';
import { cutList, merged } from '../../shared/strokeCuts.ts';
import { cutKey, labelKey, moveKey } from '../../shared/strokeEdits.ts';

/** A null value removes an edit. */
export type EditChange = [key: string, value: number[] | [label: StrokeClass | null, number: number] | null];

/** 1/4096 px and less is not to be seen, and long numbers cost bytes */
const rounded = (value: number) => Math.round(value * 4096) / 4096;

/** @param number how many-eth move of the stroke it is */
export function moved(id: string, subject: string, matrix: Matrix, number: number): EditChange {
  return [moveKey(id, subject), [...matrix.map(rounded), number]];
}

/** What was changed about a stroke elsewhere, by whomever, in one person's name. */
export function editsAnew(id: string, { edits, label }: Partial<DrawnStroke>, subject: string): EditChange[] {
  const { transform = null, cuts = [] } = edits ?? {};
  return [
    ...(transform ? [moved(id, subject, transform, 1)] : []),
    ...(cuts.length > 0 ? [[cutKey(id, subject), cutList(merged(cuts))] satisfies EditChange] : []),
    ...(label ? [[labelKey(id, subject), [label, 1]] satisfies EditChange] : []),
  ];
}
