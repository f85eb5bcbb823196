import type { Output } from 'mediabunny';
import { newCanvas } from './canvasFile.ts';

/** Frames a second: drawing is slow enough for it. */
const FRAME_RATE = 30;
const BITRATE = 2_500_000;

export interface TimeLapse {
  width: number;
  height: number;
  /** s */
  seconds: number;
  /** @param share 0…1 of the whole time */
  paint: (context: CanvasRenderingContext2D, share: number) => void;
  /** what the file's metadata says */
  title: string;
  description: string;
}

export interface Progress {
  /** @param share 0…1 */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

export class TimeLapseError extends Error {
  override name = 'TimeLapseError';
}

/**
 * Films a drawing: WebM or MP4, as fast as this device encodes; where the page is not secure (a school's plain http) or the
 * browser has no encoder, by recording a canvas in real time.
 * @throws TimeLapseError where the browser can do neither; DOMException `AbortError` after a cancel
 */
export async function filmTimeLapse(lapse: TimeLapse, progress: Progress): Promise<Blob> {
  const encoded = await encode(lapse, progress);
  const film = encoded ?? (await record(lapse, progress));
  progress.signal.throwIfAborted();
  return film;
}

/** Frame by frame with WebCodecs. @returns null where there is no encoder */
async function encode(lapse: TimeLapse, { onProgress, signal }: Progress): Promise<Blob | null> {
  if (!('VideoEncoder' in globalThis)) return null;
  const {
    BufferTarget,
    CanvasSource,
    getFirstEncodableVideoCodec,
    Mp4OutputFormat,
    Output,
    WebMOutputFormat,
  } = await import('./muxer.ts');
  const { width, height } = lapse;
  const codec = await getFirstEncodableVideoCodec(['vp9', 'vp8', 'avc'], { width, height, bitrate: BITRATE });
  if (!codec) return null;
  const [canvas, context] = newCanvas(width, height);
  const format = codec === 'avc' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const output = new Output({ format, target: new BufferTarget() });
  const source = new CanvasSource(canvas, { codec, bitrate: BITRATE });
  output.addVideoTrack(source, { frameRate: FRAME_RATE });
  tag(output, lapse);
  await output.start();
  const frames = Math.round(lapse.seconds * FRAME_RATE);
  for (let frame = 0; frame < frames; frame++) {
    if (signal.aborted) {
      await output.cancel();
      signal.throwIfAborted();
    }
    lapse.paint(context, frame / (frames - 1));
    // waits while the encoder is behind, so that memory stays flat and the page alive
    await source.add(frame / FRAME_RATE, 1 / FRAME_RATE);
    onProgress(frame / frames);
  }
  await output.finalize();
  const { buffer } = output.target;
  return buffer && new Blob([buffer], { type: format.mimeType });
}

/** In real time with a MediaRecorder. @throws TimeLapseError */
async function record(lapse: TimeLapse, { onProgress, signal }: Progress): Promise<Blob> {
  const type = ['video/webm;codecs=vp9', 'video/webm', 'video/mp4'].find(
    (candidate) => 'MediaRecorder' in globalThis && MediaRecorder.isTypeSupported(candidate),
  );
  if (!type) throw new TimeLapseError('this browser records no video');
  const [canvas, context] = newCanvas(lapse.width, lapse.height);
  lapse.paint(context, 0);
  const recorder = new MediaRecorder(canvas.captureStream(FRAME_RATE), {
    mimeType: type,
    videoBitsPerSecond: BITRATE,
  });
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const ended = new Promise<void>((resolve, reject) => {
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new TimeLapseError('the recording broke off'));
  });
  recorder.start(1_000);
  const start = performance.now();
  await new Promise<void>((resolve) => {
    requestAnimationFrame(function step(now) {
      const share = Math.min(1, (now - start) / (1_000 * lapse.seconds));
      lapse.paint(context, share);
      onProgress(share);
      if (share >= 1 || signal.aborted) resolve();
      else requestAnimationFrame(step);
    });
  });
  recorder.stop();
  await ended;
  signal.throwIfAborted();
  return tagged(new Blob(pieces, { type: type.split(';')[0] }), lapse);
}

/** A recorder writes no metadata and no length: the same packets once more, with both. */
async function tagged(film: Blob, lapse: TimeLapse): Promise<Blob> {
  const {
    BlobSource,
    BufferTarget,
    Conversion,
    Input,
    MP4,
    Mp4OutputFormat,
    Output,
    WEBM,
    WebMOutputFormat,
  } = await import('./muxer.ts');
  const input = new Input({ source: new BlobSource(film), formats: [WEBM, MP4] });
  const format = film.type === 'video/mp4' ? new Mp4OutputFormat() : new WebMOutputFormat();
  const output = new Output({ format, target: new BufferTarget() });
  const conversion = await Conversion.init({ input, output, tags: tagsOf(lapse), showWarnings: false });
  await conversion.execute();
  const { buffer } = output.target;
  return new Blob([buffer ?? film], { type: film.type });
}

function tag(output: Output, lapse: TimeLapse): void {
  output.setMetadataTags(tagsOf(lapse));
}

function tagsOf({ title, description }: TimeLapse) {
  return { title, description, comment: description };
}
