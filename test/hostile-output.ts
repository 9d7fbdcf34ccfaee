// Output from hell, for tests: what terminals and log viewers have been attacked with, and seeded
// noise made of the same pieces. Each piece could change the page, ask a terminal for an answer,
// cost minutes, or hide what comes after it.

const esc = '\x1b';
const st = `${esc}\\`;
const bell = '\x07';

/** Sets `window.pwned` or asks `evil.invalid` for something, if it ever gets to be code or a request. */
const code = [
  '<script>window.pwned=1</script>',
  '<img src=x onerror="window.pwned=1">',
  '<img src="http://evil.invalid/x.png">',
  '<svg/onload=window.pwned=1>',
  '"><iframe src="javascript:parent.pwned=1"></iframe>',
  "' onmouseover='window.pwned=1' x='",
  '</style><style>@import url(http://evil.invalid/x.css);</style>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '&lt;script&gt;window.pwned=1&lt;/script&gt;',
];

const links = [
  `${esc}]8;;javascript:window.pwned=1${st}tap me${esc}]8;;${st}`,
  `${esc}]8;;data:text/html,<script>window.pwned=1</script>${st}or me${esc}]8;;${st}`,
  `${esc}]8;;file:///etc/passwd${st}or this${esc}]8;;${st}`,
  `${esc}]8;id=x;https://evil.invalid/"onclick="window.pwned=1${st}https://good.example${esc}]8;;${st}`,
  'javascript:window.pwned=1 http://evil.invalid/a"onclick="window.pwned=1',
];

const titles = code.flatMap((text) => [`${esc}]0;${text}${bell}`, `${esc}]2;${text}${st}`]);

/** Each has an answer that a terminal would type. */
const queries = [
  `${esc}[c`,
  `${esc}[>c`,
  `${esc}[=c`,
  `${esc}[5n`,
  `${esc}[6n`,
  `${esc}[?6n`,
  `${esc}[?2004$p`,
  `${esc}[18t`,
  `${esc}[21t`,
  `${esc}P$q"p${st}`,
  `${esc}P+q544e${st}`,
  `${esc}]4;1;?${bell}`,
  `${esc}]10;?${bell}`,
  `${esc}]52;c;?${bell}`,
  `${esc}[>q`,
  `${esc}Z`,
  '\x05',
];

const costly = [
  `x${esc}[2147483647b`,
  ...[...'@ABCDEFGILMPSTXZ`ade'].map((final) => `${esc}[2147483647${final}`),
  `${esc}[1;2147483647r`,
  `${esc}[8;9999;9999t`,
  `${esc}[${'1;'.repeat(5000)}m`,
  `${esc}]0;${'t'.repeat(100_000)}${bell}`,
  `${esc}P${'q'.repeat(100_000)}${st}`,
  `${esc}]52;c;${Buffer.alloc(100_000).toString('base64')}${bell}`,
  '\u0301'.repeat(20_000),
];

const hiding = [
  '\u202egnp.exe\u202c',
  '\u2066\u2069\u200b\u200d\ufeff',
  `${esc}[8mhidden${esc}[m`,
  `${esc}[?25l${esc}[?7l${esc}[?6h${esc}[2;3r`,
  `${esc}(0lqk${esc}(B`,
  `${esc}[?1049h${esc}[?1049l`,
  '\ud800'.normalize(),
  '\0\x01\x02\x7f\x80\x9b\x9d',
];

const pieces = [...code, ...links, ...titles, ...queries, ...costly, ...hiding];

/** Every piece, each on a line of its own. */
export function corpus(): Buffer {
  return Buffer.concat(pieces.flatMap((piece) => [Buffer.from(piece), Buffer.from('\r\n')]));
}

/** Pieces cut, joined and sprinkled with bytes by chance; the same for the same seed. */
export function noise(seed: number, count: number): Buffer {
  const next = random(seed);
  const small = pieces.filter((piece) => piece.length < 1000);
  const parts = Array.from({ length: count }, () => {
    const piece = Buffer.from(small[Math.floor(next() * small.length)] ?? '');
    const cut = piece.subarray(0, next() < 0.5 ? piece.length : Math.floor(next() * piece.length));
    const bytes = Array.from({ length: Math.floor(next() * 6) }, () => Math.floor(next() * 256));
    return Buffer.concat([cut, Buffer.from(bytes)]);
  });
  return Buffer.concat(parts);
}

/** A linear congruential generator (Numerical Recipes' constants): numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
