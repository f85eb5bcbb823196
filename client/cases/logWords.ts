import type { LogEntry } from '../../shared/sessionLog.ts';

/** What people called themselves, by their subject. */
export function namesIn(entries: readonly LogEntry[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of entries) if (entry.what === 'joined' && entry.who) names.set(entry.who, entry.name);
  return names;
}

/** What a line says beyond who, when and what: ids and values as they stand in the log. */
export function detailOf(entry: LogEntry): string {
  switch (entry.what) {
    case 'joined':
      return entry.role;
    case 'drew':
    case 'erased':
      return entry.stroke.id;
    case 'edited':
      return entry.edit.key;
    case 'set':
      return `${entry.key} = ${JSON.stringify(entry.value)}`;
    case 'guide':
      return String(entry.on);
    case 'shown':
      return `${entry.picture} ${entry.digest.slice(0, 16)}`;
    case 'candidates':
      return `${entry.how} ${entry.variants.map(({ id }) => id).join(', ')}`;
    case 'comment':
      return [entry.change, entry.id, entry.text && `“${entry.text}”`].filter(Boolean).join(' ');
    case 'combined':
      return entry.sessions.map(({ room }) => room).join(', ');
    case 'versions':
      return [...entry.kept.map(({ id, name }) => name ?? id), ...entry.gone.map((id) => `−${id}`)].join(
        ', ',
      );
    case 'resumed':
      return `+${entry.found.length} −${entry.missing.length}`;
    default:
      return '';
  }
}
