// A host process of the second kind: writes the log of a pane that tmux holds.
import { runHost } from '../hosting/process.ts';
import { startPaneHost } from './pane-host.ts';
import { readPaneSpec } from './spec.ts';

runHost((directory, paths) => startPaneHost(readPaneSpec(directory), { ...paths, directory }));
