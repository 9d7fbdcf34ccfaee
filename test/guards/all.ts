// All guards, in the order of docs/threat-model.md; after them those that only keep sessions alive.

import type { Guard } from './guard.ts';
import { alerts } from './table/alerts.ts';
import { door } from './table/door.ts';
import { hostile } from './table/hostile.ts';
import { limits } from './table/limits.ts';
import { listening } from './table/listening.ts';
import { loggingOut } from './table/logging-out.ts';
import { neighbours } from './table/neighbours.ts';
import { page } from './table/page.ts';
import { pairing } from './table/pairing.ts';
import { port } from './table/port.ts';
import { sharedFolders } from './table/shared-folders.ts';
import { tmux } from './table/tmux.ts';
import { tokens } from './table/tokens.ts';
import { watching } from './table/watching.ts';

export const guards: readonly Guard[] = [
  ...pairing,
  ...tokens,
  ...door,
  ...limits,
  ...page,
  ...watching,
  ...listening,
  ...neighbours,
  ...sharedFolders,
  ...port,
  ...hostile,
  ...alerts,
  ...tmux,
  ...loggingOut,
];
