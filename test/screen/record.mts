// Records real programs' output, byte by byte, into test/fixtures/recordings. Run by hand with
// `npx tsx test/screen/record.mts [NAME...]` on Debian with python3-tqdm, python3-pytest, less, git,
// vim, htop, nano, mc, tmux and ncurses-examples; the recordings are kept, so that tests need none
// of them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node-pty';

interface Recording {
  readonly name: string;
  readonly command: string;
  /** What is typed, each half a second after the one before. */
  readonly keys?: readonly string[];
}

const bars = `
from tqdm import tqdm
import time
for epoch in tqdm(range(3), desc="epochs"):
    for step in tqdm(range(40), desc=f"epoch {epoch}", leave=epoch != 1):
        time.sleep(0.004)
    tqdm.write(f"epoch {epoch}: loss {1/(epoch+1):.4f}")
print("done")
`;
const tests = `
import pytest
@pytest.mark.parametrize("n", range(60))
def test_even(n):
    assert n % 20 != 13, "unlucky"
def test_warns():
    import warnings; warnings.warn("old")
`;

const recordings: readonly Recording[] = [
  { name: 'git-log', command: 'git --no-pager log --color --stat -n 25' },
  {
    name: 'git-log-less',
    command: 'LESS=FRX git log --color -n 40',
    keys: [' ', ' ', 'b', '/the\r', 'n', 'q'],
  },
  { name: 'tqdm', command: '/usr/bin/python3 bars.py' },
  {
    name: 'less',
    command: 'echo before; seq 1 500 > n; less n; echo after',
    keys: [' ', ' ', 'G', 'b', 'g', 'q'],
  },
  {
    name: 'vim',
    command: 'vim -u NONE -N note.txt; cat note.txt',
    keys: ['ihello\rworld\u001b', 'yyp', ':w\r', ':q\r'],
  },
  { name: 'nano', command: 'nano -I letter.txt', keys: ['dear phone', '\u000f', '\r', '\u0018'] },
  {
    name: 'htop',
    command: 'echo before; htop -d 5; echo after',
    keys: ['\u001b[B', '\u001b[B', 'q'],
  },
  {
    name: 'clear',
    command:
      'for i in 1 2 3 4 5 6; do clear; seq $i $((i+8)); done; clear; seq 1 60; clear; echo end',
  },
  {
    name: 'pytest',
    command: '/usr/bin/python3 -m pytest -v --color=yes -p no:cacheprovider test_some.py',
  },
  {
    name: 'bash',
    command: "PS1='$ ' bash --norc -i",
    keys: [
      'echo one\r',
      'echo a rather long line that will have to wrap around the end of the screen because it is longer than a hundred columns\r',
      'ls -la /usr\r',
      'seq 1 50\r',
      '\u001b[A\u001b[A\r',
      'clear\r',
      'echo last\r',
      'exit\r',
    ],
  },
  {
    name: 'vim-editing',
    command: 'cp test_some.py code.py; vim -u NONE -N code.py; git --no-pager --version',
    keys: [
      ':syntax on | set nu ruler showcmd hlsearch mouse=a wrap scrolloff=2 laststatus=2\r',
      'GoV1 = {"漢字": "é🙂"}\u001b',
      'ggVjj>',
      'u',
      '/def\r',
      'n',
      ':vsplit | split\r',
      '\u0017w\u0004',
      ':%s/assert/ASSERT/g\r',
      'ggdG',
      'uu',
      'i\u0016\u001b tab\there\u001b',
      ':q! | qa!\r',
    ],
  },
  {
    name: 'mc',
    command: 'mkdir -p many; touch many/file-{1..40}.txt; cd many; mc -d -u -c; echo after',
    keys: [
      '\u001b[B\u001b[B',
      '\u001b[6~',
      '\u001b2',
      '\r',
      '\u001b3',
      '\u001b0',
      '\t',
      'echo typed\r',
      '\u001b0',
      '\r',
    ],
  },
  {
    name: 'tmux',
    command: 'tmux -f /dev/null -S inner new -s inner "bash --norc"; echo after',
    keys: [
      "PS1='$ '\r",
      'seq 1 60\r',
      '\u0002%',
      'ls --color -la /\r',
      '\u0002"',
      "printf '漢字 \\e[1;4;35mé🙂\\e[0m\\n'\r",
      '\u0002\u001b[A',
      '\u0002z',
      'clear\r',
      '\u0002z',
      '\u0002[',
      '\u001b[5~',
      'q',
      '\u0002d',
      'tmux -S inner kill-server\r',
    ],
  },
  {
    name: 'python',
    command: '/usr/bin/python3 -q',
    keys: [
      'for i in range(3):\r    print("step", i, "é漢🙂")\r\r',
      '1/0\r',
      '\u001b[A\u001b[A\u0001\u000b"a very long line " * 9\r',
      '\u0012step\u0007',
      'import time; time.sleep(9)\r',
      '\u0003',
      'exit()\r',
    ],
  },
  {
    name: 'ncurses-panels',
    command:
      '/usr/libexec/ncurses-examples/demo_panels -i p+1 p+2 p+3 m3 t1 b2 h1 s1 d3 q; echo after',
    keys: ['\r', '\r', '\r', 'q', 'q'],
  },
  {
    name: 'ncurses-knight',
    command: '/usr/libexec/ncurses-examples/knight; echo after',
    keys: ['a', 'a', 'a', '\u001b[B\u001b[C', ' ', 'q', 'n'],
  },
  {
    name: 'ncurses-hanoi',
    command: '/usr/libexec/ncurses-examples/hanoi -n 4 -X; echo after',
  },
  {
    name: 'emoji',
    command: String.raw`printf '👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇯🇵 👍🏽 1️⃣ ☺️ ☺ ✈️|\n'; printf 'العربية עברית ไทยกำลัง हिन्दी 한국어 조합|\n'; for i in 97 98 99 100; do printf '%*s漢🙂|é\n' $i ''; done; printf 'Z͑ͫ̓ͪ̂aͫ̈l̓g̀o zero​width soft­hyphen ﻿bom|\n'; printf '\e]0;tïtle 🙂\e(0lqqk\e(B \e[4:3;58:2::255:0:0mcurly\e[0m \e]8;;https://example.org/é\e\\link\e]8;;\e\\\n'`,
  },
  {
    name: 'unicode',
    command: String.raw`printf '漢字かな交じり文 %s\n' "$(seq -s ' 語' 1 60)"; printf 'e\xcc\x81a\xcc\x88 \xf0\x9f\x99\x82 ok \xff\xfe bad\n'; printf '│ box ─ %s\n' 1 2 3`,
  },
  {
    name: 'region',
    command: String.raw`seq 1 40; printf '\e7\e[1;29r\e8'; for i in $(seq 1 40); do printf 'unpacking %s\n' $i; printf '\e7\e[30;1H\e[42m progress %s \e[0m\e8' $i; done; printf '\e7\e[1;30r\e[30;1H\e[K\e8'; echo done`,
  },
];

const target = fileURLToPath(new URL('../fixtures/recordings/', import.meta.url));
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'ol-record-'));
writeFileSync(join(folder, 'bars.py'), bars);
writeFileSync(join(folder, 'test_some.py'), tests);
const wanted = process.argv.slice(2);
for (const recording of recordings) {
  if (wanted.length > 0 && !wanted.includes(recording.name)) continue;
  const bytes = await record(recording);
  writeFileSync(join(target, `${recording.name}.out`), bytes);
  console.log(`${recording.name}: ${bytes.length} bytes`);
}
rmSync(folder, { recursive: true });

async function record({ name, command, keys = [] }: Recording): Promise<Buffer> {
  const cwd = name.startsWith('git') ? fileURLToPath(new URL('../..', import.meta.url)) : folder;
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
  };
  const pty = spawn('bash', ['-c', command], { cols: 100, rows: 30, cwd, env, encoding: null });
  const chunks: Buffer[] = [];
  pty.onData((data) => chunks.push(data as unknown as Buffer));
  const exit = new Promise<void>((resolve) => {
    pty.onExit(() => resolve());
  });
  for (const key of keys) {
    await wait(500);
    pty.write(key);
  }
  await Promise.race([exit, wait(20_000)]);
  await wait(100);
  return Buffer.concat(chunks);
}
