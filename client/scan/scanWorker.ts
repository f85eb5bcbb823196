import { scanLines } from '../../shared/scan/scanLines.ts';

/** Looks for lines beside the page, which goes on meanwhile. */
addEventListener('message', ({ data }: MessageEvent<ImageData>) => {
  postMessage(scanLines(data.data, data.width, data.height));
});
