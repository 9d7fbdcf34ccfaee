// Looks for a folder: a tap goes into one, the way back up is at the top, and what is shown is what
// "Use this folder" takes.
import { useRef, useState } from 'preact/hooks';
import type { FolderMark, FoldersAnswer } from '../../../server/protocol/job-page.ts';
import { Back, FolderIcon } from '../../look/icons.tsx';
import { Sheet } from '../../look/sheet.tsx';
import { shortPath } from '../../look/short-path.ts';
import { Switch } from '../../look/switch.tsx';
import { useOutlive } from '../../outlive.ts';
import { Listings } from './listing.ts';
import './folders.css';

export function FolderSheet({
  from,
  onChoose,
  onClose,
}: {
  from: string;
  onChoose: (path: string) => void;
  onClose: () => void;
}) {
  const { api } = useOutlive();
  const [listings] = useState(() => new Listings(api, from));
  const scroller = useRef<HTMLDivElement>(null);
  const { answer, failure, hidden, loading, path } = listings.shown.value;
  const open = (next: string) => {
    scroller.current?.scrollTo(0, 0);
    void listings.open(next);
  };
  // What was tapped is where one is, though what lies in it is still on its way.
  const shown = loading ? path : (answer?.path ?? path);
  return (
    <Sheet title="Folders" tall onClose={onClose}>
      <div class="folder-path">
        <button
          type="button"
          class="icon-button"
          aria-label="Up"
          disabled={answer === null || answer.parent === null}
          onClick={() => answer?.parent && open(answer.parent)}
        >
          <Back />
        </button>
        <span class="folder-words">
          <bdi>{homeless(shown, answer)}</bdi>
          {answer !== null && <Marks marks={answer.marks} />}
        </span>
      </div>
      {failure !== null && (
        <div class="folder-failure">
          <p class="failure" role="alert">
            {failure}
          </p>
          <button type="button" class="button slim" onClick={() => open('~')}>
            Home folder
          </button>
        </div>
      )}
      <div class="sheet-scroll" ref={scroller} aria-busy={loading}>
        <ul class="folders" aria-label="Folders here">
          {answer?.folders.map(({ name, marks }) => (
            <li key={name}>
              <button
                type="button"
                class="folder"
                onClick={() => open(`${answer.path.replace(/\/$/, '')}/${name}`)}
              >
                <FolderIcon />
                <span class="folder-name">{name}</span>
                <Marks marks={marks} />
              </button>
            </li>
          ))}
        </ul>
        {answer?.folders.length === 0 && !loading && <p>There are no folders in it.</p>}
        {answer?.next && (
          <button
            type="button"
            class="button slim folder-more"
            disabled={loading}
            onClick={() => void listings.more()}
          >
            {answer.folders.length} of {answer.total}: show more
          </button>
        )}
        {answer?.cut && <p class="hint">It holds more than is shown here. Type the path.</p>}
        {answer !== null && answer.hiddenCount > 0 && (
          <Switch
            label={`Hidden folders (${answer.hiddenCount})`}
            on={hidden}
            onChange={(on) => void listings.open(path, on)}
          />
        )}
      </div>
      <div class="folder-dock">
        <button type="button" class="button quiet" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button primary grow"
          disabled={answer === null || failure !== null}
          onClick={() => {
            onChoose(homeless(shown, answer));
            onClose();
          }}
        >
          Use this folder
        </button>
      </div>
    </Sheet>
  );
}

const markWords: Readonly<Record<FolderMark, string>> = {
  git: 'git',
  'train.py': 'train.py',
  pyproject: 'pyproject',
  'environment.yml': 'conda yml',
};

function Marks({ marks }: { marks: readonly FolderMark[] }) {
  return (
    <>
      {marks.map((mark) => (
        <small key={mark} class={mark === 'git' ? 'folder-mark git' : 'folder-mark'}>
          {markWords[mark]}
        </small>
      ))}
    </>
  );
}

/** With the home folder as `~`. */
function homeless(path: string, answer: FoldersAnswer | null): string {
  if (answer === null) return shortPath(path);
  if (path === answer.home) return '~';
  return path.startsWith(`${answer.home}/`) ? `~${path.slice(answer.home.length)}` : path;
}
