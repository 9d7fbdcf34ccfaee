// A stranger to a session: a process on a terminal of the same number in another devpts, as every
// container has it. For tests that run as root.
import { spawn, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { processIdentity } from '../../server/identity/process-identity.ts';
import { end } from './processes.ts';

export const canUnshare =
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'true']).status === 0;

/**
 * Opens terminals until one has the number wanted, and leaves a sleep on it as its session's leader: an
 * orphan, as whoever asks spares its own children.
 */
const onTerminal = `
import fcntl, os, pty, sys, termios
number, place, uid, closes = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == 'closes'
keep = []
while True:
    master = os.open(place + '/ptmx', os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(master, 0x40045431, b'\\0\\0\\0\\0')
    slave = fcntl.ioctl(master, 0x5441, os.O_RDWR | os.O_NOCTTY)
    keep.append((master, slave))
    if os.fstat(slave).st_rdev == os.makedev(136, number): break
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    null = os.open('/dev/null', os.O_RDWR)
    for fd in (0, 1, 2): os.dup2(null if closes else slave, fd)
    os.set_inheritable(master, True)
    os.setuid(uid)
    os.execv('/bin/sleep', ['sleep', '60'])
print(pid, flush=True)
`;

export interface Stranger {
  /** Whose it is. */
  readonly uid?: number;
  /** Where its devpts is mounted. */
  readonly place?: string;
  /** Whether it keeps no file of its terminal open. */
  readonly closes?: boolean;
}

/** Starts one on pts/`number` of a devpts of its own. Resolves to its pid; ended with the test. */
export async function startStranger(
  number: number,
  { uid = 0, place = '/dev/pts', closes = false }: Stranger = {},
): Promise<number> {
  const mount = `mkdir -p ${place} && mount -t devpts -o newinstance,ptmxmode=0666 devpts ${place}`;
  const script = `${mount} && exec python3 -c "$0" "$@"`;
  const words = [String(number), place, String(uid), closes ? 'closes' : 'keeps'];
  const child = spawn('unshare', ['--mount', 'bash', '-c', script, onTerminal, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(Number(String(line))));
    child.once('exit', () => reject(new Error('the stranger could not be started')));
  });
  const stranger = processIdentity(pid);
  onTestFinished(() => end(stranger));
  return pid;
}
