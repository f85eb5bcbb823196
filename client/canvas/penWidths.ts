/** Widths of the pen in canvas px, named in the catalogue's `tools.widths`. */
export const PEN_WIDTHS = [2, 3, 5, 9] as const;
/** Index of the width that a visit begins with. */
export const DEFAULT_WIDTH = 1;

/** sheet px around the pointer in which the small eraser takes ink away, by the index of the pen's width */
export const cutterReach = (width: number) => 2 + 2 * (PEN_WIDTHS[width] ?? PEN_WIDTHS[DEFAULT_WIDTH]);
