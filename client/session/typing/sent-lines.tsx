// The lines sent before, newest first: one is put into the field, to be changed and sent again.
import { Sheet } from '../../look/sheet.tsx';
import type { LineHistory } from './history.ts';

export function SentLines({
  history,
  onChoose,
  onClose,
}: {
  history: LineHistory;
  onChoose: (line: string) => void;
  onClose: () => void;
}) {
  return (
    <Sheet title="Sent lines" onClose={onClose}>
      <ul class="sent-lines">
        {[...history.lines.value].reverse().map((line) => (
          <li key={line}>
            <button type="button" class="sent-line" onClick={() => onChoose(line)}>
              {line}
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          history.clear();
          onClose();
        }}
      >
        Forget them
      </button>
      <button type="button" class="button quiet" onClick={onClose}>
        Cancel
      </button>
    </Sheet>
  );
}
