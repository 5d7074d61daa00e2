import { hash } from 'node:crypto';

/** Enough to tell whether words changed, without keeping them a second time. */
export const textHash = (text: string): string => hash('sha256', text).slice(0, 16);
