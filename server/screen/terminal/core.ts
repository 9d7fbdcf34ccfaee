// The parts of xterm.js 6.0.0 that its interface does not show and that we read: the one place
// that knows them. The version is pinned, and a test compares every part named here.
import headless from '@xterm/headless';
import type { LinkService } from '../../protocol/link-limit.ts';

/** A cell's three words, see `cell.ts`. */
export interface CoreLine {
  readonly length: number;
  isWrapped: boolean;
  readonly _data: Uint32Array;
  resize(columns: number, fill: object): unknown;
  readonly _combined: Record<number, string | undefined>;
  readonly _extendedAttrs: Record<number, CoreExtended | undefined>;
}

export interface CoreExtended {
  readonly underlineColor: number;
  urlId: number;
  /** Style and colour of the underline, packed. */
  _ext: number;
  clone(): CoreExtended;
}

export interface CoreAttributes {
  fg: number;
  bg: number;
  extended: CoreExtended;
  /** Sets the flag in `bg` that says whether `extended` counts. */
  updateExtended(): void;
}

export interface CoreBuffer {
  readonly lines: {
    length: number;
    maxLength: number;
    push(line: CoreLine): void;
    get(row: number): CoreLine | undefined;
    trimStart(rows: number): void;
  };
  x: number;
  y: number;
  ybase: number;
  ydisp: number;
  scrollTop: number;
  scrollBottom: number;
  tabs: Readonly<Record<number, boolean | undefined>>;
  savedX: number;
  savedY: number;
  readonly savedCurAttrData: CoreAttributes;
  savedCharset: object | undefined;
  getNullCell(): object;
  getBlankLine(attributes: CoreAttributes, isWrapped: boolean): CoreLine;
  /** Follows its row through reflow and trimming; -1 once the row is gone. */
  addMarker(row: number): { readonly line: number; dispose(): void };
}

export interface CoreParams {
  readonly length: number;
  readonly params: number[] | Int32Array;
}

interface Link {
  readonly id?: string;
  readonly uri: string;
}

interface FunctionId {
  readonly prefix?: string;
  readonly intermediates?: string;
  readonly final: string;
}

export interface Core {
  readonly _inputHandler: {
    parse(text: string | Uint8Array): unknown;
    print(codes: Uint32Array, start: number, end: number): void;
    readonly _unicodeService: { charProperties(code: number, before: number): number };
    eraseInDisplay(params: CoreParams): boolean;
    eraseInLine(params: CoreParams): boolean;
    saveCursor(params?: CoreParams): boolean;
    restoreCursor(params?: CoreParams): boolean;
    readonly _curAttrData: CoreAttributes;
    readonly _parser: {
      precedingJoinState: number;
      readonly currentState: number;
      reset(): void;
      readonly _printHandler: (codes: Uint32Array, start: number, end: number) => void;
      setPrintHandler(print: (codes: Uint32Array, start: number, end: number) => void): void;
      /** What each control character does. */
      readonly _executeHandlers: Record<number, (() => boolean) | undefined>;
    };
  };
  readonly _bufferService: {
    readonly buffers: {
      readonly active: CoreBuffer;
      readonly normal: CoreBuffer;
      readonly alt: CoreBuffer;
    };
    readonly cols: number;
    readonly rows: number;
    scroll(eraseAttributes: CoreAttributes, isWrapped?: boolean): void;
  };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly modes: { readonly insertMode: boolean };
    readonly decPrivateModes: Readonly<Record<string, boolean | string | undefined>>;
  };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  readonly _charsetService: {
    charset: object | undefined;
    readonly glevel: number;
    readonly _charsets: readonly (object | undefined)[];
    setgCharset(g: number, charset: object | undefined): void;
  };
  readonly _oscLinkService: LinkService & {
    getLinkData(id: number): Link | undefined;
    addLineToLink(id: number, row: number): void;
  };
  registerCsiHandler(id: FunctionId, handler: (params: CoreParams) => boolean): unknown;
  registerEscHandler(id: FunctionId, handler: () => boolean): unknown;
  registerOscHandler(id: number, handler: (text: string) => boolean): unknown;
}

export type Terminal = InstanceType<typeof headless.Terminal>;

/** The package is CommonJS: it has a default export only. */
export const { Terminal } = headless;

export function coreOf(terminal: Terminal): Core {
  return (terminal as unknown as { readonly _core: Core })._core;
}

/** The parser is between sequences. */
export const groundState = 0;
