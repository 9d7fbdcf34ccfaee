// Random output for property tests: text, attributes, cursor movement, erasing, scrolling, modes.
// The same seed makes the same output.

export type Random = (below: number) => number;

/** A small generator (mulberry32): enough for tests. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const words = [
  'loss',
  'epoch',
  '0.4231',
  'ERROR:',
  '漢字',
  'é',
  'e\u0301',
  '🙂',
  '│',
  'a-rather-long-word-that-wraps',
];

const modes = [
  ...['?1', '?6', '?7', '?9', '?12', '?25', '?45', '?66', '?1000', '?1002', '?1003', '?1004'],
  ...['?1006', '?1016', '?2004', '20'],
];

export function randomOutput(random: Random, pieces: number): Buffer {
  const parts: string[] = [];
  for (let i = 0; i < pieces; i++) parts.push(piece(random));
  return Buffer.from(parts.join(''));
}

function piece(random: Random): string {
  const n = (below: number) => random(below) + 1;
  const text = () => words[random(words.length)] ?? '';
  switch (random(26)) {
    case 0:
    case 1:
    case 2:
      return `${text()} ${text()}`;
    case 3:
    case 4:
      return '\r\n';
    case 5:
      return '\n';
    case 6:
      return '\r';
    case 7:
      return `\x1b[${sgr(random)}m`;
    case 8:
      return `\x1b[${sgr(random)}m${text()}\x1b[0m`;
    case 9:
      return `\x1b[${n(30)};${n(60)}H`;
    case 10:
      return `\x1b[${n(6)}${'ABCDG'[random(5)]}`;
    case 11:
      return `\x1b[${random(3)}${'JK'[random(2)]}`;
    case 12:
      return `\x1b[${n(4)}${'LMP@XSTb'[random(8)]}`;
    case 13:
      return ['\x1b7', '\x1b8', '\x1bM', '\x1bD', '\x1bE', '\x1bH', '\b', '\t'][random(8)] ?? '';
    case 14:
      return `\x1b[${n(8)};${n(20) + 8}r`;
    case 15:
      return '\x1b[r';
    case 16:
      return `\x1b[${modes[random(modes.length)]}${'hl'[random(2)]}`;
    case 17:
      return ['\x1b[?1049h', '\x1b[?1049l', '\x1b[?47h', '\x1b[?47l'][random(4)] ?? '';
    case 18:
      return `\x1b]2;title ${n(9)}\x07`;
    case 19:
      return ['\x1b(0', '\x1b(B', '\x0e', '\x0f', '\x1b)0'][random(5)] ?? '';
    case 20:
      return `\x1b[${random(7)} q`;
    case 21:
      return `\x1b]8;;https://example.org/${n(9)}\x1b\\link\x1b]8;;\x1b\\`;
    case 22:
      return `${'x'.repeat(n(150))}`;
    case 23:
      return random(20) === 0 ? '\x1bc' : '\x1b[3g';
    case 24:
      return random(8) === 0 ? '\x1b[4h' : '\x1b[4l';
    default:
      return `${text()}\r\n`;
  }
}

function sgr(random: Random): string {
  const codes = [
    '0',
    '1',
    '2',
    '3',
    '4',
    '7',
    '9',
    '31',
    '92',
    '44',
    '38;5;200',
    '48;5;17',
    '38;2;1;2;3',
    '48;2;9;8;7',
    '4:3',
    '53',
  ];
  return codes[random(codes.length)] ?? '0';
}
