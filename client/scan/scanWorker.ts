import type { Place } from '../../shared/canvas.ts';
import type { GreyPicture } from '../../shared/scan/evenPaper.ts';
import { scanDrawing } from '../../shared/scan/scanDrawing.ts';
import { traceLabelSketch } from '../../shared/semantics/labelSketch.ts';
import type { StrokeClass } from '../../shared/semantics/strokeClasses.ts';

export interface Traced {
  readonly lines: readonly (readonly Place[])[];
  /** of a picture: darkness on even paper */
  readonly ink?: GreyPicture;
  /** of a label sketch */
  readonly labels?: readonly StrokeClass[];
}

/** Looks for lines beside the page, which goes on meanwhile. */
addEventListener('message', ({ data }: MessageEvent<ImageData | Uint8Array>) => {
  const traced: Traced =
    data instanceof Uint8Array ? traceLabelSketch(data) : scanDrawing(data.data, data.width, data.height);
  postMessage(traced);
});
