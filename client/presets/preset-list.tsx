// The presets, to put in order, rename, remove, take along as a file and add from one.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Preset } from '../../server/protocol/job.ts';
import { Dots } from '../log/icons.tsx';
import { saveFile } from '../look/save-file.ts';
import { commandText } from '../new/command-text.ts';
import { useOutlive } from '../outlive.ts';
import { moved, withoutPreset } from './changes.ts';
import { ImportSheet } from './import-sheet.tsx';
import { jobWords } from './job-words.ts';
import { fileOf } from './preset-file.ts';
import { PresetSheet } from './preset-sheet.tsx';
import { presetsOf } from './preset-store.ts';
import './presets.css';

export function PresetList() {
  const { api } = useOutlive();
  const store = presetsOf(api);
  const opened = useSignal<string | null>(null);
  const importing = useSignal(false);
  const failure = useSignal<string | null>(null);
  useEffect(() => {
    void store.load().then((loaded) => {
      failure.value = loaded.ok ? null : loaded.message;
    });
  }, [store, failure]);

  /** Null once it is kept, else why not. */
  async function change(next: (presets: readonly Preset[]) => readonly Preset[]) {
    const saved = await store.change(next);
    return saved.ok ? null : saved.message;
  }

  const presets = store.presets.value;
  const shown = presets.find(({ name }) => name === opened.value);
  const close = () => {
    opened.value = null;
  };
  return (
    <>
      {failure.value && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      {presets.length === 0 && (
        <p class="about">None yet. “Save as a preset” on the form keeps a job for the next time.</p>
      )}
      <ol class="presets" aria-label="Presets">
        {presets.map((preset, i) => (
          <li key={preset.name} class="preset-row">
            <div class="preset-words">
              <span class="preset-name">{preset.name}</span>
              <code class="preset-command">{commandText(preset.job.command) || 'a shell'}</code>
              <small>{jobWords(preset.job)}</small>
            </div>
            <button
              type="button"
              class="icon-button"
              aria-label={`Move ${preset.name} up`}
              disabled={i === 0}
              onClick={async () => {
                failure.value = await change((now) => moved(now, preset.name, -1));
              }}
            >
              ↑
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={`Change ${preset.name}`}
              aria-haspopup="dialog"
              onClick={() => {
                opened.value = preset.name;
              }}
            >
              <Dots />
            </button>
          </li>
        ))}
      </ol>
      <div class="preset-buttons">
        <button
          type="button"
          class="button slim"
          disabled={presets.length === 0}
          onClick={() => saveFile(fileOf(presets), 'outlive-presets.json')}
        >
          Export
        </button>
        <button
          type="button"
          class="button slim"
          onClick={() => {
            importing.value = true;
          }}
        >
          Import…
        </button>
      </div>
      {shown && (
        <PresetSheet
          preset={shown}
          onChange={change}
          onRemove={() => change((now) => withoutPreset(now, shown.name))}
          onClose={close}
        />
      )}
      {importing.value && (
        <ImportSheet
          onImport={change}
          onClose={() => {
            importing.value = false;
          }}
        />
      )}
    </>
  );
}
