import * as Y from 'yjs';
import type { PartId } from '../../shared/parts.ts';
import { capabilitiesOf, type Role } from '../../shared/roles.ts';
import { masterOf } from '../../shared/roomControls.ts';
import { type SettingKey, settingValueSchemas } from '../../shared/settings.ts';
import { UpdateRefusedError } from './updateRefusedError.ts';

/** Groups whose every setting belongs to one part. */
const ofPart = (group: string | undefined) => group === 'refine' || group === 'fidelity';

/**
 * @param barred parts that the sender may not change
 * @throws UpdateRefusedError unless the role may change the setting and the value fits its schema
 */
export function checkSettingChange(
  key: string,
  tried: Y.Map<unknown>,
  role: Role,
  barred: ReadonlySet<PartId>,
): void {
  const { changeSettings, manageRoom, switchGuide } = capabilitiesOf(role);
  if (!changeSettings) throw new UpdateRefusedError('your link may not change settings', 'forbidden');
  const master = masterOf(key);
  if (master === 'server') throw new UpdateRefusedError('the server alone writes this setting');
  if (master === 'owner' && !manageRoom) throw new UpdateRefusedError('only an owner leads the room');
  const [group, part] = key.split('.');
  if (ofPart(group) && barred.has(part as PartId)) {
    throw new UpdateRefusedError(`the part ${part} is locked`);
  }
  if (key === 'shadow' && !switchGuide) throw new UpdateRefusedError('only the operator switches the guide');
  if (!Object.hasOwn(settingValueSchemas, key)) throw new UpdateRefusedError('unknown setting');
  const item = tried._map.get(key);
  // A removed setting falls back to its default.
  if (!item || item.deleted) return;
  if (!(item.content instanceof Y.ContentAny) || item.length !== 1) {
    throw new UpdateRefusedError('a setting is not one value');
  }
  if (!settingValueSchemas[key as SettingKey].safeParse(tried.get(key)).success) {
    throw new UpdateRefusedError(`the value of ${key} is out of range`);
  }
}
