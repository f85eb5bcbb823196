import type { PortraitStatus } from '../../shared/events.ts';
import { SIDE_JOB_DELAY_MS } from '../../shared/limits.ts';
import type { Picture } from '../rooms/roomStore.ts';
import type { PortraitService, Scene } from './service.ts';

/** A picture beside the rooms' own portraits could not be drawn; the message is for the people in the room. */
export class SideJobError extends Error {
  override name = 'SideJobError';
}

/**
 * Draws a scene that is no room's portrait, behind rooms that wait.
 * @param id in the line of rooms; the same id goes on with what its last scene's strokes left in the worker's cache
 * @throws SideJobError
 */
export async function drawAside(portraits: PortraitService, id: string, scene: Scene): Promise<Picture> {
  try {
    return await new Promise<Picture>((resolve, reject) => {
      void portraits.attach({
        id,
        version: scene.version,
        watched: true,
        leads: true,
        standsBack: SIDE_JOB_DELAY_MS,
        readScene: () => scene,
        show: (kind, picture) => {
          if (kind === 'portrait') resolve(picture);
        },
        forgetShadow: () => {},
        showStatus: (status: PortraitStatus) => {
          if (status.state === 'failed' || status.state === 'paused')
            reject(new SideJobError(status.message));
        },
        keep: async () => {},
        restore: async () => null,
      });
    });
  } finally {
    await portraits.detach(id);
  }
}
