// The terminal on the page, with what stands around it. Looking at it never changes the session's
// size; "Fit to this screen" does.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../../server/protocol/session.ts';
import { anything } from '../../connection/api.ts';
import { LinkSheet } from '../../log/link-sheet.tsx';
import type { SoughtPlace } from '../../log/sought-place.ts';
import { useOutlive } from '../../outlive.ts';
import type { Typing } from '../typing/typing.ts';
import { CopyToast } from './copy-toast.tsx';
import { createFontSize } from './font-size.ts';
import { type OpenTerminal, openTerminal } from './open-terminal.ts';
import { PageKeys } from './page-keys.tsx';
import { PastTop } from './past-top.tsx';
import { TerminalToolbar } from './terminal-toolbar.tsx';
import './terminal.css';

const fontSize = createFontSize();

export function TerminalView({
  session,
  typing,
  onLog,
  onEnded,
}: {
  session: SessionSummary;
  typing: Typing;
  /** On with what is at the top, in the log; null: at its end. */
  onLog: (place: SoughtPlace | null) => void;
  onEnded: () => void;
}) {
  const { link, appearance, device } = useOutlive();
  const container = useRef<HTMLElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const mount = useRef<HTMLDivElement>(null);
  const sink = useRef<HTMLTextAreaElement>(null);
  const opened = useSignal<OpenTerminal | null>(null);
  const refusal = useSignal<string | null>(null);

  useEffect(() => {
    if (!container.current || !spacer.current || !mount.current || !sink.current) return;
    const terminal = openTerminal({
      ...{ container: container.current, spacer: spacer.current },
      ...{ mount: mount.current, sink: sink.current },
      ...{ link, session: session.id, typing, font: fontSize, theme: appearance.chosen },
      ended: onEnded,
      toLog: onLog,
    });
    opened.value = terminal;
    return () => terminal.close();
  }, [session.id]);

  const terminal = opened.value;
  const takesTyping = session.state !== 'ended' && !device.watches.value;

  async function fitToScreen() {
    const size = terminal?.fitting();
    if (!size) return;
    const fitted = await link.ask('resize', { session: session.id, ...size }, anything);
    refusal.value = fitted.ok ? null : fitted.message;
  }

  const refused = refusal.value ?? terminal?.refusal.value;
  return (
    <>
      <TerminalToolbar
        size={terminal?.size.value ?? session}
        font={fontSize}
        onSelect={() => onLog(terminal?.place() ?? null)}
        onFit={takesTyping ? () => void fitToScreen() : null}
      />
      {refused && (
        <p class="failure terminal-refusal" role="alert">
          {refused}
        </p>
      )}
      <div class="terminal-frame">
        <section
          class="terminal-region"
          ref={container}
          aria-label={`Terminal of ${session.name}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it and types into it
          tabIndex={0}
        >
          <div class="terminal-spacer" ref={spacer}>
            <div class="terminal-window">
              <div class="terminal-mount" ref={mount} />
            </div>
          </div>
          <textarea
            class="terminal-sink"
            ref={sink}
            aria-label="Keyboard input"
            tabIndex={-1}
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
          />
        </section>
        {terminal && (
          <Overlays terminal={terminal} typing={typing} takesTyping={takesTyping} onLog={onLog} />
        )}
      </div>
    </>
  );
}

function Overlays({
  terminal,
  typing,
  takesTyping,
  onLog,
}: {
  terminal: OpenTerminal;
  typing: Typing;
  takesTyping: boolean;
  onLog: (place: SoughtPlace | null) => void;
}) {
  const { atTop, away, pull, pagedAt, copy, openLink, pinchPx, composing } = terminal;
  return (
    <>
      <PastTop atTop={atTop} pull={pull} onLog={() => onLog(terminal.place())} />
      {away.value && (
        <button type="button" class="terminal-end" onClick={() => terminal.toEnd()}>
          End ↓
        </button>
      )}
      {takesTyping && <PageKeys usedAt={pagedAt} typing={typing} />}
      <CopyToast request={copy} />
      {pinchPx.value !== null && <p class="pinch-size">{pinchPx.value} px</p>}
      {composing.value !== null && (
        <span
          class="terminal-composing"
          aria-hidden="true"
          style={{ left: `${composing.value.x}px`, top: `${composing.value.y}px` }}
        >
          {composing.value.text}
        </span>
      )}
      {openLink.value !== null && (
        <LinkSheet
          title="Link in the terminal"
          url={openLink.value}
          onClose={() => {
            openLink.value = null;
          }}
        />
      )}
    </>
  );
}
