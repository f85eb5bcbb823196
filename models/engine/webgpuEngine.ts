import { EngineError, messageOf } from '../errors.ts';
import type { EngineDefinition } from './engine.ts';
import { createOnnxRuntimeEngine, tryProvider } from './onnxRuntimeEngine.ts';

/** ONNX Runtime's WebGPU provider: any GPU with a Vulkan, Metal or Direct3D 12 driver; in the npm package. */
export const webgpuEngine: EngineDefinition = {
  name: 'webgpu',
  description: 'ONNX Runtime on any GPU (Vulkan, Metal, Direct3D 12)',

  async availability() {
    try {
      const { listSupportedBackends } = await import('onnxruntime-node');
      if (listSupportedBackends().some(({ name }) => name === 'webgpu')) {
        return { available: true, hardware: 'gpu' };
      }
      const reason = `onnxruntime-node has no WebGPU for ${process.platform} on ${process.arch}`;
      return { available: false, installed: false, reason };
    } catch (error) {
      const reason = `onnxruntime-node does not load: ${messageOf(error).split('\n', 1)[0]}`;
      return { available: false, installed: false, reason };
    }
  },

  async create(options) {
    await tryProvider('webgpu').catch((error) => {
      throw new EngineError(
        `no GPU that WebGPU can use was found; it needs one with a Vulkan, Metal or Direct3D 12 driver (${shortly(error)})`,
      );
    });
    return createOnnxRuntimeEngine('webgpu', options);
  },
};

/** ONNX Runtime puts the place in its source before the reason. */
function shortly(error: unknown): string {
  return (messageOf(error).trim().split('\n', 1)[0] as string).replace(/^.*was false\.\s*/, '');
}
