import type { Instant } from './clock.ts';

/** `2026-12-20 18:00 UTC`: for sentences that are plain text, where no renderer turns an instant into local time. */
export const instantText = (at: Instant): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
