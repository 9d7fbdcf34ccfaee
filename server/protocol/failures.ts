// The words and the HTTP status of every expected failure: they tell the user what to do.

export const failures = {
  'bad-request': [400, (what: string) => what],
  'bad-name': [
    400,
    (name: string) =>
      `"${name}" cannot be a session's name: use 1 to 32 letters, digits, ".", "_" or "-", starting with a letter or digit.`,
  ],
  'bad-size': [400, () => 'A terminal has 1 to 1000 columns and 1 to 500 rows.'],
  'name-taken': [
    409,
    (name: string) =>
      `A session named "${name}" is running already. Choose another name, or end that one first.`,
  ],
  'no-session': [
    404,
    (name: string, near = '') =>
      `There is no session "${name}". ${near && `Did you mean ${near}? `}"outlive ls" lists them.`,
  ],
  'ambiguous-name': [
    409,
    (names: string) => `Several sessions fit: ${names}. Write the whole name.`,
  ],
  'not-ended': [
    409,
    (name: string) => `"${name}" is still running. Kill it first, then remove it.`,
  ],
  'not-running': [
    409,
    (name: string) => `"${name}" has ended, so nothing can be typed into it or stopped.`,
  ],
  'none-running': [404, () => 'No session is running. "outlive new" starts one.'],
  'machine-short': [
    503,
    (why: string) => `The machine is short of something just now: ${why} Try again in a moment.`,
  ],
  'log-unavailable': [
    503,
    (why: string) =>
      `Logs and screens cannot be shown just now: ${why} It is tried again by itself.`,
  ],
  'no-directory': [
    400,
    (path: string) => `The folder ${path} does not exist. Choose one that does.`,
  ],
  'not-a-directory': [400, (path: string) => `${path} is not a folder. Choose a folder.`],
  'no-directory-access': [
    400,
    (path: string) => `The folder ${path} may not be entered by you. Choose another.`,
  ],
  'no-command': [
    400,
    (name: string) =>
      name.includes('/')
        ? `There is no program ${name}. Check its spelling.`
        : `The program "${name}" was not found on the PATH. Check its spelling, or give its whole path.`,
  ],
  'not-executable': [
    400,
    (path: string) => `${path} is not an executable file. Try: chmod +x ${path}`,
  ],
  'nul-in-command': [
    400,
    () => 'A command, folder or variable cannot hold a NUL character. Remove it.',
  ],

  'no-environment': [
    400,
    (what: string) => `The environment ${what} was not found. Choose one that exists.`,
  ],
  'no-gpu': [400, (what: string) => what],
  'silent-disk': [
    400,
    (path: string) =>
      `The disk that holds ${path} does not answer. Choose another folder, or try again later.`,
  ],
  'bad-presets': [400, (what: string) => what],
  'presets-changed': [
    409,
    () =>
      'The presets were changed on another device meanwhile. Look at them anew, then try again.',
  ],
  'host-failed': [500, (why: string) => `The session could not be started: ${why}`],
  'system-refused': [503, (why: string) => why],
  'no-home': [
    500,
    (uid: string) =>
      `Your user (number ${uid}) has no home folder on this machine. Set HOME, or OUTLIVE_STATE_DIR, to a folder of your own.`,
  ],
  'host-gone': [
    409,
    (name: string) =>
      `The process that held "${name}" is gone, and its program with it. Its log stays.`,
  ],
  'host-silent': [
    409,
    (name: string) =>
      `The process that holds "${name}" lives but does not answer, so "${name}" goes on out of reach. Try again; if that does not help, outlive kill-session -t ${name} ends it, and "outlive logs" still reads its log.`,
  ],
  'newer-host': [
    409,
    (name: string) => `"${name}" was started by a newer Outlive. Update this one to reach it.`,
  ],
  'other-machine': [
    409,
    (machine: string) => `That session lives on ${machine}. Use Outlive there.`,
  ],
  'other-namespace': [
    409,
    (name: string) =>
      `"${name}" runs elsewhere: in another container or PID namespace of this machine. Use Outlive there.`,
  ],
  'foreign-proc': [
    500,
    () =>
      "The /proc here shows the processes of another PID namespace, so Outlive could mistake them for its own. Mount this one's: unshare with --mount-proc, bwrap with --proc /proc.",
  ],
  'state-owner': [
    500,
    (path: string) =>
      `The state directory ${path} belongs to another user. Set OUTLIVE_STATE_DIR to a folder of your own.`,
  ],
  'state-open': [
    500,
    (path: string) => `The state directory ${path} is open to other users. Try: chmod 700 ${path}`,
  ],
  'state-unusable': [
    500,
    (why: string) =>
      `The state directory cannot be used: ${why} Set OUTLIVE_STATE_DIR to another folder.`,
  ],
  'newer-state': [
    500,
    (path: string) =>
      `The state directory ${path} was written by a newer Outlive. Install that version again; nothing was changed.`,
  ],
  'state-changed': [
    500,
    (path: string) =>
      `The state directory ${path} is another folder now than the one Outlive was started with, or is open to others. See who may write to the folders above it, then start Outlive again.`,
  ],
  'state-path-long': [
    500,
    (path: string) =>
      `The path ${path} is too long for a unix socket (103 bytes). Set OUTLIVE_STATE_DIR to a shorter path.`,
  ],
  'gateway-running': [
    409,
    (pid: string) =>
      `Outlive is already serving this state directory (process ${pid}). "outlive serve --replace" puts this version in its place; sessions go on.`,
  ],
  'gateway-elsewhere': [
    409,
    (lock: string) =>
      `Outlive is serving this state directory already, in another container or PID namespace. Stop it there. If it is gone for good: rm ${lock}`,
  ],
  'not-a-socket': [
    409,
    (path: string) =>
      `${path} is there already and is not a socket. Remove it, or choose another path for --listen unix:`,
  ],
  'port-in-use': [
    409,
    (address: string, holder = '') =>
      `${address} is in use by ${holder || 'another program'}. Choose another port: npm start -- --listen 127.0.0.1:7374`,
  ],
  'loopback-taken': [
    409,
    (address: string, holder = '') =>
      `${address} is in use by ${holder}, so http://localhost of that port would lead there. Choose another port, such as: outlive serve --listen 127.0.0.1:7374`,
  ],
  'no-terminal': [
    400,
    () =>
      'There is no terminal here that could show a session. "outlive logs -f -t NAME" prints its output.',
  ],
  'poor-terminal': [
    400,
    (term: string) =>
      `A terminal of the type "${term}" cannot show a session. If it can do more than its name says, try: TERM=xterm-256color outlive attach ...`,
  ],
  nested: [
    409,
    (name: string) =>
      `This terminal is the session "${name}" itself. Detach from it first (Ctrl+b d), or nest with care: env -u OUTLIVE_SESSION outlive attach ...`,
  ],
  'waits-for-itself': [
    400,
    (name: string) => `"${name}" cannot wait for its own end. Name another session.`,
  ],
  'no-gateway': [
    409,
    () => 'No gateway is running, so there is nothing to pair with. Start one: outlive serve -d',
  ],
  'no-device': [
    404,
    (id: string) => `There is no paired device "${id}". "outlive devices" lists them.`,
  ],
  'bad-listen': [
    400,
    (text: string) =>
      `Outlive cannot listen on "${text}". Use host:port, such as 127.0.0.1:7373, or unix:/path.`,
  ],
  'no-such-address': [
    400,
    (host: string) =>
      `This machine has no address ${host}. Use one of its own, such as 127.0.0.1, or 0.0.0.0 for all of them.`,
  ],
  'port-not-allowed': [
    400,
    (port: string) =>
      `You may not listen on port ${port} of this machine. Use one above 1023, such as 7373.`,
  ],
  'listen-needs-tls': [
    400,
    (address: string) =>
      `${address} can be reached by others, and without TLS they could read everything. Give --tls-cert and --tls-key, or --insecure-http if the network between is private.`,
  ],
  'no-tmux': [
    404,
    () => 'tmux was not found on the PATH. Install it, or start sessions with "outlive new".',
  ],
  'old-tmux': [409, (version: string) => `${version} is too old to adopt from: 3.2 is needed.`],
  'no-tmux-server': [
    404,
    (said: string) =>
      `tmux is not running here (${said}). Another server: --tmux-socket, with what you give tmux as -L or -S.`,
  ],
  'no-tmux-pane': [404, (words: string) => `${words} "outlive adopt --list" shows what there is.`],
  'not-adopted': [
    409,
    (name: string) => `"${name}" was not adopted from tmux, so there is nothing to let go of.`,
  ],
  'nested-in-tmux': [
    409,
    (name: string) =>
      `This terminal is "${name}" itself, as a pane of tmux: it would show itself without end.`,
  ],
  'tmux-size': [
    409,
    (name: string) => `"${name}" lives in tmux, and tmux decides its size. Resize it there.`,
  ],
  'disk-full': [
    507,
    (path: string) => `The disk that holds ${path} is full. Free some room, then try again.`,
  ],
  'not-paired': [
    401,
    () =>
      'This device is not paired. Run "outlive pair" on the server and open the link it prints.',
  ],
  'bad-code': [
    403,
    () =>
      'This pairing code is wrong, used or older than 5 minutes. Run "outlive pair" for a new one.',
  ],
  'bad-origin': [
    403,
    (page: string, host = '') =>
      page === ''
        ? "The request came from another page than this server's own. Open the page by the address you paired with."
        : `The request came from a page at ${page}, but was passed on as one to ${host}. If ${page} is your own address of this server, have the web server in front pass on the host it was asked by (nginx: proxy_set_header Host $http_host;), or start Outlive with --public-url ${page}`,
  ],
  'bad-host': [
    403,
    (host: string, line = '') =>
      `This server was asked by the name ${host}, which it does not know as its own. If it is yours, add this to "outlive serve" and start it again: ${line}`,
  ],
  'not-allowed': [403, () => 'This device may only look. Pair it anew for more.'],
  'push-gone': [
    409,
    () => 'The push service does not know this subscription any more. Subscribe anew.',
  ],
  'too-many': [429, () => 'Too many tries. Wait a minute, then try again.'],
  'too-many-open': [
    429,
    (what: string) => `This device has ${what} open already. Close some of them, then try again.`,
  ],
  'too-large': [413, (limit: string) => `That is too large: at most ${limit}.`],
  'line-too-long': [
    409,
    (bytes: string) =>
      `A line of ${bytes} bytes would be cut: the program reads line by line, and of a line the system passes on 4095 bytes. Send shorter lines, or put the text into a file.`,
  ],
  'not-json': [
    400,
    () => 'The body is not JSON. Send Content-Type: application/json and a JSON object.',
  ],
  'not-found': [404, () => 'There is nothing at this address.'],
  busy: [
    429,
    () => 'The program is not reading its input. Wait until it does, then send it again.',
  ],
  'timed-out': [409, (what: string) => `Gave up waiting for ${what}.`],
} as const satisfies Record<string, readonly [number, (detail: string, more?: string) => string]>;
