// Where this installation keeps its parts. Holds for the built program: its code lies one folder
// below dist/server, whichever chunk this file ends up in.
import { fileURLToPath } from 'node:url';

/** The host's bundle: main.cjs and prebuilds/. */
export const hostBundle = fileURLToPath(new URL('../host', import.meta.url));
