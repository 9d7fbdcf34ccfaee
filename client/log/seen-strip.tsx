// What came since one last looked, above the log: how many lines, how many of them errors and
// warnings, and the way there. Gone once one has been there.
import { agoInWords } from '../look/time.ts';
import { useOutlive } from '../outlive.ts';
import { findOf } from './find-of.ts';
import { Cross } from './icons.tsx';
import { inThousands } from './notices.ts';
import type { Reader } from './reader.ts';
import type { Unseen } from './seen.ts';

export function SeenStrip({
  reader,
  unseen,
  onTrouble,
  onClose,
}: {
  reader: Reader;
  unseen: Unseen;
  /** Its first one is looked for. */
  onTrouble: () => void;
  onClose: () => void;
}) {
  const { clock } = useOutlive();
  const { errors, warnings } = reader.seen.trouble.value;
  const find = (kind: 'errors' | 'warnings') => () => {
    onTrouble();
    findOf(reader).start({ kind, text: '' }, unseen.line);
  };
  const ago = agoInWords(clock.device() - unseen.since);
  return (
    <div class="seen-strip">
      <button
        type="button"
        class="seen-new"
        onClick={() => void reader.toUnseen()}
        aria-label={`${count(unseen.lines, 'new line')} since you last looked, ${ago}: go there`}
      >
        <b>{inThousands(unseen.lines)} new</b> since {ago}
      </button>
      {errors > 0 && (
        <button type="button" class="seen-count fail" onClick={find('errors')}>
          {count(errors, 'error')}
        </button>
      )}
      {warnings > 0 && (
        <button type="button" class="seen-count wait" onClick={find('warnings')}>
          {count(warnings, 'warning')}
        </button>
      )}
      <button type="button" class="icon-button" aria-label="Dismiss" onClick={onClose}>
        <Cross />
      </button>
    </div>
  );
}

function count(number: number, what: string): string {
  return `${inThousands(number)} ${what}${number === 1 ? '' : 's'}`;
}
