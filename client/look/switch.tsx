// A setting that is on or off, as large as a thumb.
import './option.css';

export function Switch({
  label,
  on,
  onChange,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <button
      type="button"
      class="option switch"
      role="switch"
      aria-checked={on}
      onClick={() => onChange(!on)}
    >
      <span>{label}</span>
      <span class="switch-track" aria-hidden="true" />
    </button>
  );
}
