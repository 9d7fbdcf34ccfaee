// The terminal on the page: xterm.js inside a native scroller, its toolbar, and a keyboard if the
// device has one. Looking at it never changes the session's size; "Fit to this screen" does.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { OwnedSize } from '../../../server/protocol/host.ts';
import { maxSize, type SessionSummary } from '../../../server/protocol/session.ts';
import { anything } from '../../connection/api.ts';
import { isDark, onDeviceTheme } from '../../look/theme.ts';
import { useOutlive } from '../../outlive.ts';
import type { Typing } from '../typing/typing.ts';
import { createFontSize } from './font-size.ts';
import { typeFromKeyboard } from './keyboard.ts';
import { paletteFor } from './palette.ts';
import { Screen } from './screen.ts';
import { Scroller } from './scroller.ts';
import { TerminalToolbar } from './terminal-toolbar.tsx';
import { viewSession } from './viewing.ts';
import './terminal.css';

const fontSize = createFontSize();
/** For this long after a key, the view pans along with the cursor. */
const followCursorMs = 1500;
const smallestFit = { cols: 20, rows: 5 };

export function TerminalView({
  session,
  typing,
  onEnded,
}: {
  session: SessionSummary;
  typing: Typing;
  onEnded: () => void;
}) {
  const { link, appearance } = useOutlive();
  const container = useRef<HTMLElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const mount = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen>(null);
  const size = useSignal<OwnedSize | null>(null);
  const refusal = useSignal<string | null>(null);

  useEffect(() => {
    if (!container.current || !spacer.current || !mount.current) return;
    const parts = { container: container.current, spacer: spacer.current, mount: mount.current };
    const palette = () => paletteFor(isDark(appearance.chosen.value));
    const painted = new Screen({
      mount: parts.mount,
      fontSize: fontSize.value.value,
      theme: palette(),
    });
    const scroller = new Scroller({ ...parts, screen: painted });
    screen.current = painted;
    // With a mouse there is a keyboard, and nothing that would open on the screen.
    if (matchMedia('(pointer: fine)').matches) parts.container.focus({ preventScroll: true });
    const told = painted.terminal.onWriteParsed(() => {
      typing.modes.value = painted.modes;
      if (Date.now() - typing.typedAt.value < followCursorMs) scroller.showCursorColumn();
    });
    const ends = [
      () => told.dispose(),
      onDeviceTheme(() => {
        painted.terminal.options.theme = palette();
      }),
      typeFromKeyboard({ region: parts.container, terminal: painted.terminal, typing }),
      typing.typedAt.subscribe((at) => {
        if (at > 0) scroller.toEnd();
      }),
      fontSize.value.subscribe((px) => {
        painted.terminal.options.fontSize = px;
        scroller.layOut();
      }),
      viewSession({
        ...{ link, session: session.id, screen: painted, ended: onEnded },
        sized: (owned) => {
          size.value = owned;
        },
        refused: (why) => {
          refusal.value = why;
        },
      }),
    ];
    return () => {
      for (const end of ends) end();
      scroller.close();
      painted.close();
    };
  }, [session.id]);

  async function fitToScreen() {
    if (!container.current) return;
    const { clientWidth, clientHeight } = container.current;
    const size = screen.current?.sizeFor({ width: clientWidth - 2 * edgePx, height: clientHeight });
    if (!size) return;
    const cols = Math.min(maxSize.cols, Math.max(smallestFit.cols, size.cols));
    const rows = Math.min(maxSize.rows, Math.max(smallestFit.rows, size.rows));
    const fitted = await link.ask('resize', { session: session.id, cols, rows }, anything);
    refusal.value = fitted.ok ? null : fitted.message;
  }

  return (
    <>
      <TerminalToolbar
        size={size.value ?? session}
        font={fontSize}
        onFit={session.state === 'ended' ? null : () => void fitToScreen()}
      />
      {refusal.value && (
        <p class="failure terminal-refusal" role="alert">
          {refusal}
        </p>
      )}
      <section
        class="terminal-region"
        ref={container}
        aria-label={`Terminal of ${session.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard types into it
        tabIndex={0}
      >
        <div class="terminal-spacer" ref={spacer}>
          <div class="terminal-window">
            <div class="terminal-mount" ref={mount} />
          </div>
        </div>
      </section>
    </>
  );
}

/** The terminal's margin at the left and the right, as terminal.css has it. */
const edgePx = 8;
