// Guards against what programs print.
import { type Guard, removing } from '../guard.ts';

const views = 'test/screen/hostile.test.ts';
const page = 'test/browser/hostile.test.ts';
const terminal = 'test/browser/terminal.test.ts';

const everything =
  "[HOSTILE1] no script of the output's runs, no request leaves, the page types nothing";
const snapshots = 'test/screen/snapshot.test.ts';
const ownLinks =
  '[HOSTILE4] a link of its own on every cell makes neither a large snapshot nor large lines';
const rewritten =
  '[HOSTILE5] ends with what one row was linked to, however often it is written anew';
const growth = '[HOSTILE3] the time that output takes grows with it, and no faster';
const waits =
  '[TERM4] [TERM5] addresses show where they lead; what a program wants copied waits for a tap';

export const hostile: readonly Guard[] = [
  {
    attack: 'holding up the logs of others by blanks behind "Error"',
    rule: 'HOSTILE3',
    removals: removing(
      'server/screen/search/pattern.ts',
      '(?:[=:]${blanks}*)?0',
      '[=:]?${blanks}*0',
    ),
    shownBy: { test: 'test/growth.test.ts', title: growth },
  },
  {
    attack: 'freezing the page by an address with 16,000 brackets',
    rule: 'HOSTILE3',
    removals: removing(
      'client/log/links.ts',
      '(stray[last] ?? 0) > 0;',
      "match.slice(0, end).split(last).length > match.slice(0, end).split(closers[last] ?? ' ').length;",
    ),
    shownBy: { test: 'test/growth.test.ts', title: growth },
  },
  {
    attack: 'a snapshot of megabytes by a link of its own on every cell',
    rule: 'HOSTILE4',
    removals: removing(
      'server/screen/terminal/paint.ts',
      'this.#addresses + wanted.length <= maxAddressesLength;',
      'wanted.length <= maxAddressesLength;',
    ),
    shownBy: { test: snapshots, title: ownLinks },
  },
  {
    attack: 'lines of megabytes by a link of its own on every cell',
    rule: 'HOSTILE4',
    removals: removing(
      'server/screen/transcript/encode.ts',
      'return this.#addresses > maxAddressesLength ?',
      'return address.length > maxAddressesLength ?',
    ),
    shownBy: { test: snapshots, title: ownLinks },
  },
  {
    attack: 'filling the memory, and the disk with what is kept of a screen, by links',
    rule: 'HOSTILE5',
    removals: removing('server/screen/terminal/guard.ts', 'limitLinks(core._oscLinkService);', ''),
    shownBy: { test: snapshots, title: rewritten },
  },
  {
    attack: 'hanging a view by a count',
    rule: 'HOSTILE2',
    removals: removing(
      'server/screen/terminal/guard.ts',
      "guard({ final: 'b' }, () => maxParameter);",
      '',
    ),
    shownBy: {
      test: views,
      title: '[HOSTILE2] output from hell (%s) costs no view its life, and no byte of what follows',
    },
  },
  {
    attack: 'hanging a view by what is not foreseen',
    rule: 'VIEW6',
    removals: removing(
      'server/screen/process/watchdog.ts',
      "return tooLong ? { kind: 'hung', slice } : { kind: 'well' };",
      "return tooLong ? { kind: 'well' } : { kind: 'well' };",
    ),
    shownBy: {
      test: 'test/screen/views.test.ts',
      title:
        '[VIEW6] output that hangs the emulator costs its own 16 KiB slice, and the slice is remembered',
    },
  },
  {
    attack: 'having an answer typed by replaying old output',
    rule: 'VIEW4',
    removals: removing(
      'server/screen/follow/follower.ts',
      'return from >= this.#freshFrom || (time !== null && Math.abs(Date.now() - time) < justNowMs);',
      'return from >= 0 * this.#freshFrom || (time !== null && Math.abs(Date.now() - time) < justNowMs);',
    ),
    shownBy: {
      test: 'test/screen/views.test.ts',
      title: '[VIEW4] a query in fresh output is answered once, one in old output never',
    },
  },
  {
    attack: 'having an answer typed twice',
    rule: 'HOST22',
    removals: removing(
      'server/host/answers.ts',
      'if (from < this.#answeredTo || to <= from) return false;',
      '',
    ),
    shownBy: {
      test: 'test/host/input.test.ts',
      title: '[HOST22] only the answerer may answer, once, and only what was just written',
    },
  },
  {
    attack: 'having an answer typed long afterwards',
    rule: 'HOST22',
    removals: removing(
      'server/host/answers.ts',
      'if (freshFrom === undefined || from < freshFrom) return false;',
      '',
    ),
    shownBy: {
      test: 'test/host/input.test.ts',
      title: '[HOST22] only the answerer may answer, once, and only what was just written',
    },
  },
  {
    attack: 'having the page type an answer',
    rule: 'PAGE28',
    removals: [
      {
        file: 'client/session/terminal/screen.ts',
        guard: 'disableStdin: true,',
        without: 'disableStdin: false,',
      },
      {
        file: 'client/session/terminal/open-terminal.ts',
        guard: '  typing.shown.current = shown;\n  const composing',
        without:
          '  typing.shown.current = shown;\n  terminal.onData((keys) => typing.text(keys));\n  const composing',
      },
    ],
    shownBy: {
      test: 'test/browser/page.test.ts',
      title: '[PAGE28] queries in the output make the page send nothing',
    },
  },
  {
    attack: 'markup that stands in the output',
    rule: 'HOSTILE1',
    removals: removing(
      'client/log/line-text.tsx',
      'if (look === null && link === null && !marked && box === 0) return text;',
      'if (text.length > 0) return <span key={key} dangerouslySetInnerHTML={{ __html: text }} />;',
    ),
    shownBy: { test: page, title: everything },
  },
  {
    attack: 'a link to a script, in the terminal',
    rule: 'TERM4',
    removals: removing(
      'client/session/terminal/link-at.ts',
      '/^https?:\\/\\//i.test(uri) && uri.length <= longestAddress',
      'uri.length <= longestAddress',
    ),
    shownBy: { test: terminal, title: waits },
  },
  {
    attack: 'writing the clipboard without a tap',
    rule: 'TERM5',
    removals: removing(
      'client/session/terminal/open-terminal.ts',
      'copy.value = copyRequest(request) ?? copy.value;',
      'copy.value = copyRequest(request) ?? copy.value;\n    void navigator.clipboard.writeText(copy.value ?? "");',
    ),
    shownBy: { test: terminal, title: waits },
  },
  {
    attack: 'filling the clipboard',
    rule: 'TERM5',
    removals: removing(
      'client/session/terminal/copy-request.ts',
      ' || encoded.length > longest',
      ' || longest < 0',
    ),
    shownBy: {
      test: 'test/client/session/terminal/copy-request.test.ts',
      title: 'is not %s',
    },
  },
  {
    attack: 'a formula in the name of a metric, for the spreadsheet that curves are opened with',
    rule: 'CURVE8',
    removals: removing(
      'client/curves/csv.ts',
      "const plain = begins ? `'${text}` : text;",
      'const plain = begins ? text : text;',
    ),
    shownBy: {
      test: 'test/client/curves/figures.test.ts',
      title: '[CURVE8] what a log names a metric is never a formula, and numbers stay numbers',
    },
  },
  {
    attack: 'a link to a script, in the log’s text',
    rule: 'READ12',
    removals: removing(
      'client/log/links.ts',
      'const address = /https?:',
      'const address = /[a-z]+:',
    ),
    shownBy: {
      test: 'test/client/log/links.test.ts',
      title: '[READ12] nothing but http and https is a link',
    },
  },
  {
    attack: 'a link to a script, on the wire',
    rule: 'GATE47',
    removals: removing(
      'server/gateway/log/page-line.ts',
      'return /^https?:\\/\\/[^\\s]/i.test(address) && URL.canParse(address);',
      'return URL.canParse(address);',
    ),
    shownBy: {
      test: 'test/gateway/log/page-line.test.ts',
      title:
        '[GATE47] links go with the line: those to the web, each as one however it is coloured',
    },
  },
  {
    attack: 'a command that drives the terminal it is listed on',
    rule: 'CLI4',
    removals: removing(
      'server/protocol/printable.ts',
      ".replace(/\\s+/g, ' ').replace(unprintable, '?')",
      '',
    ),
    shownBy: {
      test: 'test/cli/words.test.ts',
      title: 'a command with control characters stays on its line and drives nothing',
    },
  },
  {
    attack: 'having a real terminal answer',
    rule: 'CLI27',
    removals: removing(
      'server/cli/attach/queries.ts',
      "return Buffer.from(text.replace(questions, ''), 'latin1');",
      "return Buffer.from(text, 'latin1');",
    ),
    shownBy: { test: 'test/cli/attach-parts.test.ts', title: '%s: not asked' },
  },
];
