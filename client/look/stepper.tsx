// A small number that is counted up and down with the thumb.
import './option.css';

export function Stepper({
  words,
  count,
  most,
  onChange,
}: {
  words: string;
  count: number;
  most: number;
  onChange: (count: number) => void;
}) {
  return (
    <div class="option">
      <span>{words}</span>
      <div class="stepper">
        <button
          type="button"
          class="button slim"
          aria-label="Fewer"
          disabled={count <= 1}
          onClick={() => onChange(count - 1)}
        >
          −
        </button>
        <output>{count}</output>
        <button
          type="button"
          class="button slim"
          aria-label="More"
          disabled={count >= most}
          onClick={() => onChange(count + 1)}
        >
          +
        </button>
      </div>
    </div>
  );
}
