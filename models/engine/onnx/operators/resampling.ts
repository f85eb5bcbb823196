import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { NodeView, Operator } from '../operator.ts';

/**
 * Channels → sub-pixels. CRD is PyTorch's pixel_shuffle, DCR TensorFlow's own order. Two transpositions,
 * since the wasm backend's depthToSpace takes longer than the convolutions around it.
 */
export const depthToSpace: Operator = (node, tf) => {
  const block = node.int('blocksize', 0);
  const mode = node.text('mode', 'DCR');
  const [batch, channels, height, width] = node.dims(0) as [number, number, number, number];
  const kept = channels / block ** 2;
  /** [pixels, row and column within the block, kept channels] */
  const blocksFirst = (x: Tensor): Tensor =>
    mode === 'CRD' && kept > 1
      ? tf.transpose(tf.reshape(x, [batch * height * width, kept, block ** 2]), [0, 2, 1])
      : x;
  return {
    reads: [0],
    run([x]) {
      const rows = tf.reshape(blocksFirst(x as Tensor), [batch * height, width, block, block * kept]);
      return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [batch, height * block, width * block, kept]);
    },
  };
};

export const resize: Operator = (node, tf) => {
  const [batch, channels, height, width] = node.dims(0) as [number, number, number, number];
  const [toBatch, toChannels, toHeight, toWidth] = resizedDims(node) as [number, number, number, number];
  node.expect(batch === toBatch && channels === toChannels, 'only height and width can change');
  const size: [number, number] = [toHeight, toWidth];
  const mode = node.text('mode', 'nearest');
  const coordinates = node.text('coordinate_transformation_mode', 'half_pixel');

  if (mode === 'nearest') {
    const rounding = node.text('nearest_mode', 'round_prefer_floor');
    const whole = toHeight % height === 0 && toWidth % width === 0;
    // Enlarging by whole numbers, every pixel is repeated, wherever its centre is taken to be.
    node.expect(
      (coordinates === 'asymmetric' && rounding === 'floor') ||
        (whole && coordinates === 'half_pixel' && rounding === 'round_prefer_floor'),
      `nearest with ${coordinates} and ${rounding} is not supported`,
    );
    return { reads: [0], run: ([x]) => tf.image.resizeNearestNeighbor(x as Tensor4D, size) };
  }

  node.expect(mode === 'linear', `mode ${mode} is not supported`);
  const halfPixel =
    coordinates === 'half_pixel' || (coordinates === 'pytorch_half_pixel' && Math.min(...size) > 1);
  const alignCorners = coordinates === 'align_corners';
  node.expect(halfPixel || alignCorners || coordinates === 'asymmetric', `${coordinates} is not supported`);
  return { reads: [0], run: ([x]) => tf.image.resizeBilinear(x as Tensor4D, size, alignCorners, halfPixel) };
};

/** Inputs: picture, region (unused), scales or sizes. */
function resizedDims(node: NodeView): number[] {
  node.expect(node.dims(0).length === 4, 'only pictures are supported');
  if (node.has(3)) return [...node.integers(3)];
  const scales = node.constant(2).data;
  return node.dims(0).map((dim, axis) => Math.floor(dim * (scales[axis] as number)));
}
