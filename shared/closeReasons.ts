/**
 * Why a connection ended, in words both ends share. WebSocket close codes 4000–4999 are free for
 * applications (RFC 6455, section 7.4.2).
 */
export const CLOSE_REASONS = {
  'not-found': { code: 4404, retry: false },
  /** the room's stored data is damaged; it was set aside for whoever runs the server */
  damaged: { code: 4410, retry: false },
  forbidden: { code: 4403, retry: false },
  /** an owner took this person out of the room */
  kicked: { code: 4405, retry: false },
  /** an owner withdrew all links */
  withdrawn: { code: 4406, retry: false },
  /** an owner ended the session for everybody */
  ended: { code: 4407, retry: false },
  expired: { code: 4401, retry: true },
  'room-full': { code: 4409, retry: false },
  'rate-limited': { code: 4429, retry: true },
  'client-too-old': { code: 4426, retry: false },
  'invalid-update': { code: 4422, retry: false },
  'too-slow': { code: 4408, retry: true },
  restarting: { code: 4503, retry: true },
} as const;

export type CloseReason = keyof typeof CLOSE_REASONS;

/** The reason of a WebSocket close code, or null where the code is not one of ours. */
export function closeReasonOfCode(code: number): CloseReason | null {
  for (const [reason, entry] of Object.entries(CLOSE_REASONS)) {
    if (entry.code === code) return reason as CloseReason;
  }
  return null;
}
