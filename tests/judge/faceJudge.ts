import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';

/**
 * The judge: `@vladmandic/face-api`'s SSD MobileNet face detector on the wasm backend. It only judges;
 * its networks and labels never train ours.
 */
export interface FaceJudge {
  /**
   * @param picture an encoded picture of any size
   * @returns the best detection's score 0…1 (0 where no face was found) and how many faces were found
   */
  judge(picture: Uint8Array): Promise<{ score: number; faces: number }>;
}

/** A face counts as found from this score on. */
export const FOUND = 0.9;
/** Detections below it are noise. */
const LOWEST = 0.05;

export async function loadFaceJudge(): Promise<FaceJudge> {
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`);
  await tf.setBackend('wasm');
  await tf.ready();
  const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const folder = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  await faceapi.nets.ssdMobilenetv1.loadFromDisk(folder);
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence: LOWEST });
  return {
    async judge(picture) {
      const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const tensor = tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32');
      try {
        const found: { score: number }[] = await faceapi.detectAllFaces(tensor, options);
        const faces = found.filter(({ score }) => score >= FOUND).length;
        return { score: Math.max(0, ...found.map(({ score }) => score)), faces };
      } finally {
        tensor.dispose();
      }
    },
  };
}
