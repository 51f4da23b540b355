import { fileURLToPath } from 'node:url';

/** The checkout's root, absolute. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
