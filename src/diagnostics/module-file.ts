import { pathToFileURL } from 'node:url';
import { moduleFile as fileOf } from '../base/module-file.ts';

/** The address of a file of this folder, as `import()` and `new Worker` take it. */
export const moduleFile = (path: string): string => pathToFileURL(fileOf(`diagnostics/${path}`)).href;
