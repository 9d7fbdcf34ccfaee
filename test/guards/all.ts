// All guards, in the order of docs/threat-model.md; after them those that only keep sessions alive.

import type { Guard } from './guard.ts';
import { door } from './table/door.ts';
import { hostile } from './table/hostile.ts';
import { listening } from './table/listening.ts';
import { loggingOut } from './table/logging-out.ts';
import { neighbours } from './table/neighbours.ts';
import { pairing } from './table/pairing.ts';
import { tmux } from './table/tmux.ts';
import { watching } from './table/watching.ts';

export const guards: readonly Guard[] = [
  ...pairing,
  ...door,
  ...watching,
  ...listening,
  ...neighbours,
  ...hostile,
  ...tmux,
  ...loggingOut,
];
