// The folder to start in: typed, one of those used lately, or looked for.
import { useComputed, useSignal } from '@preact/signals';
import { lazyPage } from '../lazy-page.tsx';
import { Field } from '../look/field.tsx';
import { FolderIcon } from '../look/icons.tsx';
import { plainTyping } from '../look/plain-typing.ts';
import { shortPath } from '../look/short-path.ts';
import type { WordsOf } from './field-words.ts';
import type { JobForm } from './job-form.ts';

const FolderSheet = lazyPage(() => import('./folders/folder-sheet.tsx').then((m) => m.FolderSheet));

const mostRecent = 4;

export function DirectoryField({
  form: { cwd },
  recent,
  words,
}: {
  form: JobForm;
  recent: readonly string[];
  words: WordsOf;
}) {
  const looking = useSignal(false);
  const folders = useComputed(() => [...new Set(['~', ...recent])]).value;
  return (
    <div class="field">
      <Field label="Directory" {...words('cwd')}>
        {(field) => (
          <div class="input-row">
            <input
              {...field}
              {...plainTyping}
              class="input mono"
              enterkeyhint="next"
              value={cwd}
              onInput={(e) => {
                cwd.value = e.currentTarget.value;
              }}
            />
            <button
              type="button"
              class="button input-button"
              aria-label="Look for a folder"
              aria-haspopup="dialog"
              onClick={() => {
                looking.value = true;
              }}
            >
              <FolderIcon />
            </button>
          </div>
        )}
      </Field>
      {folders.length > 1 && (
        <fieldset class="chips" aria-label="Used lately">
          {folders.slice(0, mostRecent + 1).map((path) => (
            <button
              key={path}
              type="button"
              class="chip mono"
              aria-pressed={cwd.value === path}
              onClick={() => {
                cwd.value = path;
              }}
            >
              {shortPath(path)}
            </button>
          ))}
        </fieldset>
      )}
      {looking.value && (
        <FolderSheet
          from={cwd.value.trim() || '~'}
          onChoose={(path: string) => {
            cwd.value = path;
          }}
          onClose={() => {
            looking.value = false;
          }}
        />
      )}
    </div>
  );
}
