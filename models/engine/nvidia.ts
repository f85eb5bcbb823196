import { existsSync } from 'node:fs';

/** Signs of an NVIDIA driver: Linux with or without a container, and WSL. */
const DRIVER_FILES = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'];

/** Whether this machine shows an NVIDIA GPU to this process; asks no driver. */
export function hasNvidiaDriver(): boolean {
  return DRIVER_FILES.some((file) => existsSync(file));
}
