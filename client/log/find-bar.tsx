// The search bar, next to the thumb: what to look for, how many there are, and the way from one to
// the next. For errors and warnings there is nothing to type.

import type { LogQuery } from '../../server/protocol/log-page.ts';
import { plainTyping } from '../look/plain-typing.ts';
import { countInWords, type Find } from './find.ts';
import { ChevronDown, ChevronUp, Cross } from './icons.tsx';

const names = { errors: 'Errors', warnings: 'Warnings' } as const;

export function FindBar({
  find,
  query,
  onQuery,
  onClose,
}: {
  find: Find;
  query: LogQuery;
  onQuery: (query: LogQuery) => void;
  onClose: () => void;
}) {
  const finding = find.state.value;
  const typed = query.kind === 'text' || query.kind === 'regex';
  const submit = (event: Event) => {
    event.preventDefault();
    // Enter on the same words goes on to the next match, as in every reader.
    if (finding?.done && finding.query === query && finding.problem === null) find.previous();
    else find.start(query);
  };
  const counted = finding && query.text !== '' ? countInWords(finding) : '';
  const none = !finding || finding.lines.length === 0;
  return (
    <search>
      <form class="find-bar" onSubmit={submit}>
        {typed ? (
          <div class="find-field" data-counted={counted !== ''}>
            <input
              type="search"
              aria-label="Search the log"
              placeholder="Search the log"
              {...plainTyping}
              enterkeyhint="search"
              value={query.text}
              onInput={(e) => onQuery({ ...query, text: e.currentTarget.value })}
              onKeyDown={(e) => e.key === 'Escape' && onClose()}
            />
            <Count words={counted} />
            <button
              type="button"
              class="find-regex"
              aria-label="Regular expression"
              aria-pressed={query.kind === 'regex'}
              onClick={() => onQuery({ ...query, kind: query.kind === 'regex' ? 'text' : 'regex' })}
            >
              .*
            </button>
          </div>
        ) : (
          <p class="find-kind">
            {names[query.kind as keyof typeof names]}
            <Count words={finding ? countInWords(finding) : ''} />
          </p>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label="Previous match"
          disabled={none}
          onClick={() => find.previous()}
        >
          <ChevronUp />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label="Next match"
          disabled={none}
          onClick={() => find.next()}
        >
          <ChevronDown />
        </button>
        <button type="button" class="icon-button" aria-label="Close the search" onClick={onClose}>
          <Cross />
        </button>
      </form>
      {finding?.problem && (
        <p class="failure find-problem" role="alert">
          {finding.problem}
        </p>
      )}
    </search>
  );
}

function Count({ words }: { words: string }) {
  return (
    <output class="find-count" aria-label="Matches">
      {words}
    </output>
  );
}
