/** TensorFlow.js' operations, of whichever copy a backend belongs to. */
export type TensorflowJs = typeof import('@tensorflow/tfjs-core');
