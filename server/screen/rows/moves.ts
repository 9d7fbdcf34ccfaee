// Tells when the cursor is about to leave its row, or what is in it is about to be erased, before
// xterm does it: by CR and LF, by every escape sequence that moves up or down, by erasing.
import type { Core } from '../terminal/core.ts';

export interface Moves {
  /** `up`: by so many rows, 0 where it goes elsewhere. */
  leaves(up: number): void;
  rang(): void;
  /** Rows may come to be other lines. */
  erased(): void;
  /** Something has been printed since the cursor came to where it is. */
  isInRow(): boolean;
  /** Before everything is erased. */
  reset(): void;
}

const bell = 0x07;
/** LF, VT, FF, CR, IND, NEL. */
const leavingControls = [0x0a, 0x0b, 0x0c, 0x0d, 0x84, 0x85];
/** CUD, CNL, CUP, VPA, HVP, SCORC, IL, DL, SU, SD, CHA, VPR, HPA. */
const leavingSequences = 'BEHdfuLMSTGe`';
/** Private modes that show the other buffer. */
const alternateModes = [47, 1047, 1049];

export function watchMoves(core: Core, moves: Moves): void {
  watchControls(core, moves);
  for (const final of leavingSequences) {
    core.registerCsiHandler({ final }, () => {
      moves.leaves(0);
      return false;
    });
  }
  for (const final of ['A', 'F']) {
    core.registerCsiHandler({ final }, ({ params }) => {
      moves.leaves(Math.max(1, params[0] ?? 1));
      return false;
    });
  }
  for (const final of ['h', 'l']) {
    core.registerCsiHandler({ final, prefix: '?' }, ({ params }) => {
      if (alternateModes.includes(params[0] ?? 0)) moves.leaves(0);
      return false;
    });
  }
  watchErasing(core, moves);
  watchEscapes(core, moves);
}

function watchControls(core: Core, moves: Moves): void {
  const handlers = core._inputHandler._parser._executeHandlers;
  for (const code of leavingControls) {
    const before = handlers[code];
    handlers[code] = () => {
      moves.leaves(0);
      return before?.() ?? true;
    };
  }
  const ring = handlers[bell];
  handlers[bell] = () => {
    moves.rang();
    return ring?.() ?? true;
  };
}

function watchErasing(core: Core, moves: Moves): void {
  const { buffers } = core._bufferService;
  for (const final of ['J', 'K']) {
    core.registerCsiHandler({ final }, ({ params }) => {
      const { active, normal } = buffers;
      if (active !== normal) return false;
      const kind = params[0] ?? 0;
      if (kind > 0 || (active.x === 0 && moves.isInRow())) moves.leaves(0);
      if (final === 'J' && (kind > 0 || (active.x === 0 && active.y === 0))) moves.erased();
      return false;
    });
  }
}

function watchEscapes(core: Core, moves: Moves): void {
  for (const final of ['D', 'E', 'M', '8', 'c']) {
    core.registerEscHandler({ final }, () => {
      moves.leaves(final === 'M' ? 1 : 0);
      if (final === 'c') moves.reset();
      return false;
    });
  }
}
