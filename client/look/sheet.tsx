// A question that comes up from the bottom edge, where the thumb is. A real modal dialog: the focus
// stays inside, Escape and a tap beside it close it.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './sheet.css';

export function Sheet({
  title,
  tall = false,
  onClose,
  children,
}: {
  title: string;
  /** As high as the screen, its list scrolling inside (`sheet-scroll`). */
  tall?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const closeBeside = (click: MouseEvent) => {
    if (click.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way to close a dialog is Escape
    <dialog
      class={tall ? 'sheet tall' : 'sheet'}
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={closeBeside}
    >
      <div class="sheet-content">
        <h2 id={heading} tabIndex={-1} autofocus>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
