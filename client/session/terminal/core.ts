// The parts of xterm.js 6.0.0 that its interface does not show and that are mended here. The version
// is pinned; the server's emulator is mended in the same places.
import type { Terminal } from '@xterm/xterm';
import type { LinkService } from '../../../server/protocol/link-limit.ts';

export interface CoreExtended {
  urlId: number;
  /** Style and colour of the underline, packed. */
  _ext: number;
  clone(): CoreExtended;
}

export interface CoreAttributes {
  bg: number;
  extended: CoreExtended;
  /** Sets the flag in `bg` that says whether `extended` counts. */
  updateExtended(): void;
}

interface CoreBuffer {
  readonly lines: { get(row: number): object | undefined };
  x: number;
  savedY: number;
  readonly ybase: number;
  readonly savedCurAttrData: CoreAttributes;
}

type Act = (params?: object) => boolean;

interface Core {
  readonly _bufferService: {
    readonly buffers: { readonly active: CoreBuffer };
    scroll(eraseAttributes: object, isWrapped?: boolean): void;
  };
  readonly _inputHandler: {
    readonly eraseInDisplay: Act;
    readonly eraseInLine: Act;
    saveCursor: Act;
    restoreCursor: Act;
    readonly _curAttrData: CoreAttributes;
    readonly _parser: { reset(): void };
    parse(data: string | Uint8Array, waited?: boolean): unknown;
  };
  readonly _oscLinkService: LinkService;
  readonly coreService: { readonly isCursorHidden: boolean };
  readonly _charsetService: {
    readonly charset: object | undefined;
    readonly glevel: number;
    setgCharset(g: number, charset: object | undefined): void;
  };
}

export function coreOf(terminal: Terminal): Core {
  return (terminal as unknown as { readonly _core: Core })._core;
}
