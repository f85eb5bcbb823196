import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import type { Place } from '../../models/index.ts';

/**
 * The judge: `@vladmandic/face-api` on the wasm backend (SSD MobileNet detector, 68 landmarks, 128-d
 * descriptors). It only judges; its networks and labels never train ours.
 */
export interface FaceJudge {
  /**
   * @param picture an encoded picture of any size
   * @returns the best detection's score 0…1 (0 where no face was found) and how many faces were found
   */
  judge(picture: Uint8Array): Promise<Verdict>;
  /** The same, with landmarks and descriptor of the best detection. */
  examine(picture: Uint8Array): Promise<Examination>;
  /**
   * The descriptor of a face whose landmarks are known: no detection, a quarter of the time.
   * @param landmarks 68 places in shares of the picture's sides
   */
  describe(picture: Uint8Array, landmarks: readonly Place[]): Promise<Float32Array>;
}

export interface Verdict {
  readonly score: number;
  readonly faces: number;
}

export interface Examination extends Verdict {
  readonly face: {
    /** px of the picture, iBUG 68 order */
    readonly landmarks: readonly Place[];
    /** [128] */
    readonly descriptor: Float32Array;
  } | null;
}

/** A face counts as found from this score on. */
export const FOUND = 0.9;
/** Detections below it are noise. */
const LOWEST = 0.05;

/** The little of face-api that is used; its own types need TensorFlow's. */
interface Detection {
  score: number;
}
interface Landmarks {
  positions: Place[];
  align(detection: null, options: { useDlibAlignment: boolean }): unknown;
}
interface Located {
  detection: Detection;
  landmarks: Landmarks;
}

export async function loadFaceJudge(): Promise<FaceJudge> {
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
  await tf.setBackend('wasm');
  await tf.ready();
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const folder = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  const { ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet } = faceapi.nets;
  for (const net of [ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet]) await net.loadFromDisk(folder);
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence: LOWEST });

  /** Decodes a picture for as long as `use` takes. */
  async function withTensor<T>(picture: Uint8Array, use: (tensor: Tensor) => Promise<T>): Promise<T> {
    const { data, info } = await sharp(picture)
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const tensor = tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32');
    try {
      return await use({ handle: tensor, width: info.width, height: info.height });
    } finally {
      tensor.dispose();
    }
  }

  async function descriptorAt(tensor: Tensor, landmarks: Landmarks): Promise<Float32Array> {
    const box = landmarks.align(null, { useDlibAlignment: true });
    const [face] = await faceapi.extractFaceTensors(tensor.handle, [box]);
    const descriptor: Float32Array = await faceRecognitionNet.computeFaceDescriptor(face);
    face.dispose();
    return descriptor;
  }

  return {
    judge: (picture) =>
      withTensor(picture, async ({ handle }) => verdictOn(await faceapi.detectAllFaces(handle, options))),
    examine: (picture) =>
      withTensor(picture, async (tensor) => {
        const all: Located[] = await faceapi.detectAllFaces(tensor.handle, options).withFaceLandmarks();
        const verdict = verdictOn(all.map(({ detection }) => detection));
        const best = all.find(({ detection }) => detection.score === verdict.score);
        if (!best) return { ...verdict, face: null };
        const landmarks = best.landmarks.positions.map(({ x, y }) => ({ x, y }));
        return { ...verdict, face: { landmarks, descriptor: await descriptorAt(tensor, best.landmarks) } };
      }),
    describe: (picture, landmarks) =>
      withTensor(picture, (tensor) => {
        const points = landmarks.map(({ x, y }) => new faceapi.Point(x, y));
        const { width, height } = tensor;
        return descriptorAt(tensor, new faceapi.FaceLandmarks68(points, { width, height }));
      }),
  };
}

interface Tensor {
  handle: unknown;
  width: number;
  height: number;
}

function verdictOn(detections: readonly Detection[]): Verdict {
  return {
    score: Math.max(0, ...detections.map(({ score }) => score)),
    faces: detections.filter(({ score }) => score >= FOUND).length,
  };
}
