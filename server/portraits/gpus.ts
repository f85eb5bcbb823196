import { readdirSync } from 'node:fs';

const NVIDIA_GPUS = '/proc/driver/nvidia/gpus';

/** The GPUs that this process may use, as `CUDA_VISIBLE_DEVICES` names them; empty where none is known. */
export function visibleGpus(given = process.env.CUDA_VISIBLE_DEVICES): string[] {
  if (given !== undefined) return given.split(',').filter((name) => name.trim() !== '' && name !== '-1');
  try {
    return readdirSync(NVIDIA_GPUS).map((_, index) => String(index));
  } catch {
    return [];
  }
}
