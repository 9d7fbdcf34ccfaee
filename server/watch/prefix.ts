// What logging libraries and launchers put before a row: times, levels, ranks, names of loggers.
// Every pattern is anchored and of bounded length.

export interface Prefix {
  /** Where the row itself begins. */
  readonly at: number;
  /** Which of several processes printed it, null when that is not said. */
  readonly rank: number | null;
  /** An actor of Ray's, by its process. */
  readonly actor: string | null;
  readonly level: 'error' | 'warning' | 'info' | null;
  /** A tool that repeats what was printed before. */
  readonly isEcho: boolean;
}

const time =
  /\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]{1,2}|\d\d[-/]\d\d {1,2}|[A-Z][a-z]{2} [ \d]\d )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?[:,]?(?=[\s|]|$)/y;
const level =
  /[[(<]?(TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|[tdinwecf](?:race|ebug|nfo|otice|arn(?:ing)?|rror|ritical|atal)(?=[\])>]))(?=[\s\])>:|]|$) {0,8}[\])>]?/y;
const glog = /([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,9} [\w./-]{1,80}:\d{1,6}\]/y;
/** Tornado's, and with it Jupyter's and Optuna's. */
const tornado =
  /\[([IWECD]) (?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: [\w.:-]{1,60})?\]/y;
/** detectron2's. */
const bracketed = /\[\d\d\/\d\d \d\d:\d\d:\d\d [\w.]{1,60}\]:/y;
/** ESPnet's: which machine. */
const host = /\[[\w-]{1,60}\](?= \d{4}-\d\d-\d\d )/y;
const ranked =
  /\[(?:rank|Rank|RANK|default|local_rank) {0,2}:?(\d{1,6})\]:?|(?:rank|Rank|RANK) {0,2}(\d{1,6}):|\[\d{1,4},(\d{1,6})\]<std(?:out|err)>:/y;
const actor = /\([\w .\-/]{1,60}pid=(\d{1,9})(?:, ip=[\w.:]{1,40})?\)/y;
const place =
  /\[[\w./-]{1,80}\.[a-z]{1,4}:\d{1,6}(?::[\w<>]{1,60})?\](?: \(\d{1,4}\/\d{1,4}\)(?= [A-Z]))?|[\w.]{1,60}:[\w<>]{1,60}:\d{1,6}(?= -)|\([\w.]{1,60}:\d{1,6}\)(?= [A-Z]+:)/y;
const logger =
  /(?:[\w.]{1,60} )?(?=- [A-Z])- |- |\| |\[[a-z][a-z_.]{2,30}\](?= [A-Z[])|(?<=[A-Z]):[\w.]{1,60}:(?=\S)/y;
const echo = /wandb:|remote:/y;

const patterns = [
  ...[bracketed, host, time, level, ranked, actor, place, logger, glog, tornado],
] as const;
const maxParts = 12;

export function peel(text: string): Prefix {
  let at = blanksEnd(text, 0);
  let rank: number | null = null;
  let by: string | null = null;
  let said: Prefix['level'] = null;
  echo.lastIndex = at;
  const isEcho = echo.test(text);
  for (let part = 0; part < maxParts && isPlausible(text.charCodeAt(at), part); part++) {
    const found = patternAt(text, at);
    if (found === null) break;
    const { pattern, match } = found;
    if (pattern === ranked) {
      rank = Number(match[1] ?? match[2] ?? match[3]);
    }
    if (pattern === actor) by = match[1] ?? null;
    if (pattern === level || pattern === glog || pattern === tornado)
      said = levelOf(match[1] ?? '');
    at = blanksEnd(text, at + match[0].length);
    if (text.charCodeAt(at) === 0x3a && pattern === level) at = afterColon(text, at);
  }
  return { at, rank, actor: by, level: said, isEcho };
}

/** `ERROR: text`, and `ERROR:name.of.logger:text`. */
function afterColon(text: string, at: number): number {
  const name = /:(?:[\w.]{1,80}:)?/y;
  name.lastIndex = at;
  const match = name.exec(text);
  return blanksEnd(text, at + (match?.[0].length ?? 1));
}

function patternAt(text: string, at: number): { pattern: RegExp; match: RegExpExecArray } | null {
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null && match[0] !== '') return { pattern, match };
  }
  return null;
}

/** Digits, brackets, capitals; further parts begin with anything. */
function isPlausible(code: number, part: number): boolean {
  if (Number.isNaN(code)) return false;
  return (
    part > 0 ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5b ||
    code === 0x28 ||
    code === 0x3c ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x72
  );
}

function blanksEnd(text: string, at: number): number {
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

function levelOf(word: string): Prefix['level'] {
  const first = word.charAt(0).toLowerCase();
  if (first === 'e' || first === 'f' || first === 'c') return 'error';
  return first === 'w' ? 'warning' : 'info';
}
