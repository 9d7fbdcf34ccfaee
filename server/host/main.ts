// A host process: holds one program on its pty. All it shares with other kinds of host is in hosting/.
import { runHost } from '../hosting/process.ts';
import { startHost } from './host.ts';
import { readHostSpec } from './spec.ts';

runHost((directory, paths) => startHost(readHostSpec(directory), paths));
