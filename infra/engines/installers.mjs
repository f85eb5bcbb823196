import { installCuda } from './cuda.mjs';
import { installTensorflow } from './tensorflow.mjs';

/** The engines that are not in Limn's npm packages, by name: each installs into a folder of its own. */
export const INSTALLERS = { tensorflow: installTensorflow, cuda: installCuda };
