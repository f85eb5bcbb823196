/** Widths of the pen in canvas px, named in the catalogue's `tools.widths`. */
export const PEN_WIDTHS = [2, 3, 5, 9] as const;
/** Index of the width that a visit begins with. */
export const DEFAULT_WIDTH = 1;
