import { z } from 'zod';

/** Payload fields that several kinds share. */
export const personId = z.string().min(1).max(100);
export const channelId = z.string().min(1).max(40);
export const roleKey = z.string().min(1).max(40);
export const words = z.string().max(8000);
export const title = z.string().min(1).max(200);
/** An http(s) address, as the URL standard writes it. */
export const webUrl = z
  .string()
  .max(2000)
  .regex(/^https?:\/\//i);
