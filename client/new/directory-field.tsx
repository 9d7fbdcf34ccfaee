// The folder to start in: typed, or one of those used lately.
import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Field } from '../look/field.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { recentDirectories } from './recent-directories.ts';

export function DirectoryField({
  directory,
  failure,
}: {
  directory: Signal<string>;
  failure: string | null;
}) {
  const [recent] = useState(() => [...new Set(['~', ...recentDirectories()])]);
  return (
    <div class="field">
      <Field label="Directory" failure={failure}>
        {(field) => (
          <input
            {...field}
            {...plainTyping}
            class="input mono"
            value={directory}
            onInput={(e) => {
              directory.value = e.currentTarget.value;
            }}
          />
        )}
      </Field>
      {recent.length > 1 && (
        <fieldset class="chips" aria-label="Recent directories">
          {recent.map((path) => (
            <button
              key={path}
              type="button"
              class="chip mono"
              aria-pressed={directory.value === path}
              onClick={() => {
                directory.value = path;
              }}
            >
              {path}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
