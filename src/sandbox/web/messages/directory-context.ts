import { createContext } from 'preact';
import type { Directory } from './directory.ts';

export const DirectoryContext = createContext<Directory>({ people: [], roles: [], channels: [] });
