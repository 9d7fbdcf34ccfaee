// What can be done with the line that was tapped: when it came, copy it, link to it, share it.

import { useSignal } from '@preact/signals';
import { momentInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { copyText } from './clipboard.ts';
import { Cross } from './icons.tsx';
import { clockTime, inThousands } from './notices.ts';

export interface ChosenLine {
  /** Null for a line of the current screen. */
  readonly number: number | null;
  readonly text: string;
  readonly time: number | null;
  /** An address of the page at this line. */
  readonly link: string | null;
}

export function LineBar({ line, onClose }: { line: ChosenLine; onClose: () => void }) {
  const { clock } = useOutlive();
  const done = useSignal<string | null>(null);
  const copy = async (what: string, words: string) => {
    done.value = (await copyText(what)) ? words : 'The browser refused to copy.';
  };
  const share = () => {
    const content = { text: line.text, ...(line.link && { url: line.link }) };
    // Closing the share sheet is no error.
    navigator.share(content).catch(() => undefined);
  };
  return (
    <div class="line-bar" role="toolbar" aria-label="This line">
      <p class="line-when">
        <span role="status">{done.value ?? whenInWords(line, clock.now())}</span>
      </p>
      <button
        type="button"
        class="button slim"
        aria-label="Copy the line"
        onClick={() => void copy(line.text, 'Line copied')}
      >
        Copy
      </button>
      {line.link !== null && (
        <button
          type="button"
          class="button slim"
          aria-label="Copy a link to the line"
          onClick={() => void copy(line.link ?? '', 'Link copied')}
        >
          Link
        </button>
      )}
      {'share' in navigator && (
        <button type="button" class="button slim" aria-label="Share the line" onClick={share}>
          Share
        </button>
      )}
      <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
        <Cross />
      </button>
    </div>
  );
}

/** It may change still. */
const stillOpen = 'Still on the screen: its number and link come when it scrolls up';

function whenInWords({ number, time }: ChosenLine, now: number): string {
  const which = number === null ? stillOpen : `Line ${inThousands(number + 1)}`;
  if (time === null) return which;
  const moment = momentInWords(time, now);
  const today = /^\d\d:\d\d$/.test(moment);
  return `${which} · ${today ? '' : `${moment} `}${clockTime(time)}`;
}
