// Calls that are right in a test and wrong after a month: a promise that nobody listens to, whose
// failure ends the process; a list spread into a call, which throws once the list is long.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly nodes: readonly Node[];
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string';
}

function allIn(value: unknown, found: Node[]): Node[] {
  if (isNode(value)) found.push(value);
  if (typeof value === 'object' && value !== null)
    for (const child of Object.values(value)) allIn(child, found);
  return found;
}

function sources(...folders: readonly string[]): Source[] {
  const files = folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return files.map((file) => {
    const text = readFileSync(root + file, 'utf8');
    return { file, text, nodes: allIn(parseSync(file, text).program, []) };
  });
}

const textOf = ({ text }: Source, { start, end }: Node) => text.slice(start, end);

/** `#run` of `this.#run()`, `run` of `this.run()` and `run()`; of nobody else's. */
function nameCalled({ callee }: Node): string {
  const { type, object, property, name } = callee as Node & Record<string, Node | undefined>;
  if (type === 'Identifier') return String(name);
  return object?.type === 'ThisExpression' ? nameOf(property) : '';
}

function nameOf(key: Node | null | undefined): string {
  return `${key?.type === 'PrivateIdentifier' ? '#' : ''}${key?.name ?? ''}`;
}

/** Names of the functions and methods in a file that return a promise. */
function asyncNames(source: Source): Set<string> {
  const names = source.nodes.flatMap((node) => {
    const { value, key, id, init } = node as unknown as Record<string, Node | null | undefined>;
    const made =
      node.type === 'MethodDefinition' ? value : node.type === 'VariableDeclarator' ? init : node;
    if (made?.async !== true && !/Promise</.test(returned(source, made))) return [];
    const named = nameOf(node.type === 'MethodDefinition' ? key : id);
    return named === '' ? [] : [named];
  });
  return new Set(names);
}

function returned(source: Source, made: Node | null | undefined): string {
  return isNode(made?.returnType) ? textOf(source, made.returnType) : '';
}

/** Calls whose promise is dropped: as a statement, behind `void`, or as all that an arrow does. */
function dropped({ nodes }: Source): Node[] {
  return nodes
    .flatMap((node) => {
      if (node.type === 'ExpressionStatement') return [node.expression];
      if (node.type === 'UnaryExpression' && node.operator === 'void') return [node.argument];
      return [];
    })
    .filter((node): node is Node => isNode(node) && node.type === 'CallExpression');
}

/** They catch whatever may go wrong themselves, or are to end the process. */
const neverFail = new Set([
  'server/gateway/log/trouble-count.ts: this.#count()',
  'server/screen/main.ts: runSearchWorker()',
  'server/screen/process/view.ts: this.#run()',
]);

test('[ARCH4] nothing that runs for weeks drops a promise whose failure would end it', () => {
  const folders = ['host', 'hosting', 'tmux-host', 'tmux', 'gateway', 'screen', 'log', 'sessions'];
  const found = sources(...folders.map((folder) => `server/${folder}`)).flatMap((source) => {
    const names = asyncNames(source);
    return dropped(source)
      .filter((call) => names.has(nameCalled(call)))
      .map((call) => `${source.file}: ${textOf(source, call)}`);
  });
  expect(found.filter((call) => !neverFail.has(call))).toEqual([]);
});

/** Where the lists that are spread cannot grow, and why. */
const short: Readonly<Record<string, string>> = {
  'client/connection/proof.ts': 'bytes of a proof',
  'client/connection/socket.ts': 'arguments of an event',
  'server/cli/commands.ts': 'commands there are',
  'server/cli/doctor/cgroup.ts': 'control groups above this one',
  'server/cli/doctor/logout.ts': 'words of a command',
  'server/cli/help/command-help.ts': 'options of a command',
  'server/cli/help/help.ts': 'commands there are',
  'server/cli/reach-words.ts': 'ways to get there',
  'server/gateway/http/hello.ts': 'steps of a route',
  'server/gateway/http/pair.ts': 'steps of a route',
  'server/gateway/http/routes.ts': 'steps of a route',
  'server/host/ask-to-end.ts': 'two signals',
  'server/machine/enders.ts': 'words of a command',
  'server/machine/near-environments.ts':
    'environments in one folder, of which so many are looked at',
  'server/machine/preflight.ts': 'problems of one look ahead',
  'server/protocol/fields.ts': 'a name of at most 255 bytes',
  'server/sessions/trusted-path.ts': 'parts of a path',
  'server/protocol/wire-bytes.ts': 'at most fewBytes',
};

test('[ARCH5] no list that can grow is spread into a call', () => {
  const found = sources('server', 'client').flatMap((source) =>
    source.nodes
      .filter(({ type }) => type === 'CallExpression' || type === 'NewExpression')
      .filter((call) => (call.arguments as Node[]).some(({ type }) => type === 'SpreadElement'))
      .filter(() => !(source.file in short))
      .map((call) => `${source.file}: ${textOf(source, call).slice(0, 200)}`),
  );
  expect(found).toEqual([]);
});
