// What a storm can do to a product's surroundings without touching the machine's: its own time of day
// (a library in front of libc, in a mount namespace of its own, for every process, hosts too) and a
// disk of its own for the state, that can be full. Only for root.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('clock.c', import.meta.url));
/** Enough for what 200 sessions write; taken only as far as it is used. */
const diskMiB = 4096;

export class Surroundings {
  /** What a command line is to begin with. */
  readonly around: readonly string[];
  readonly #state: string;
  readonly #folder: string;
  readonly #holder: ChildProcess;
  readonly #offset: number;

  private constructor(state: string, folder: string, holder: ChildProcess) {
    this.#state = state;
    this.#folder = folder;
    this.#holder = holder;
    this.#offset = openSync(join(folder, 'offset'), 'r+');
    this.around = ['nsenter', `--mount=/proc/${holder.pid}/ns/mnt`, '--'];
  }

  /** Those of the product whose state is in this folder; null where they cannot be had. */
  static async make(state: string): Promise<Surroundings | null> {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
    const folder = mkdtempSync('/tmp/olw-');
    try {
      writeFileSync(join(folder, 'offset'), Buffer.alloc(8));
      const define = `-DOFFSET_FILE="${join(folder, 'offset')}"`;
      const out = ['-o', join(folder, 'clock.so')];
      execFileSync('gcc', ['-shared', '-fPIC', '-O2', define, ...out, source], { stdio: 'ignore' });
      const disk = ['-t', 'tmpfs', '-o', `size=${diskMiB}m,mode=700`, 'outlive-test', state];
      execFileSync('mount', disk, { stdio: 'ignore' });
    } catch {
      rmSync(folder, { recursive: true, force: true });
      return null;
    }
    try {
      return new Surroundings(state, folder, await hold(folder));
    } catch {
      execFileSync('umount', ['-l', state]);
      rmSync(folder, { recursive: true, force: true });
      return null;
    }
  }

  /** The time of day is off by so many seconds from now on. */
  setClock(seconds: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds) * 1_000_000_000n);
    writeSync(this.#offset, bytes, 0, 8, 0);
  }

  /** Nothing more can be written to the state's disk. */
  fillDisk(): void {
    for (let tries = 0; ; tries++) {
      const { blocks, bfree, bsize } = statfsSync(this.#state);
      // Of no size at all would be without a bound; and what is written meanwhile has to fit.
      const kilobytes = Math.max(4, Math.ceil(((blocks - bfree) * bsize) / 1024) + tries * 4);
      try {
        this.#resizeDisk(`${kilobytes}k`);
        return;
      } catch (error) {
        if (tries > 20) throw error;
      }
    }
  }

  makeRoom(): void {
    this.#resizeDisk(`${diskMiB}m`);
  }

  #resizeDisk(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.#state], { stdio: 'ignore' });
  }

  close(): void {
    closeSync(this.#offset);
    this.#holder.kill('SIGKILL');
    // Lazily: a process that was just killed may still be letting go of its files.
    execFileSync('umount', ['-l', this.#state]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A process in a mount namespace in which every program loads the library. */
async function hold(folder: string): Promise<ChildProcess> {
  const script = `set -e
mkdir ${folder}/etc ${folder}/etc/upper ${folder}/etc/work
echo ${folder}/clock.so > ${folder}/etc/upper/ld.so.preload
mount -t overlay -o lowerdir=/etc,upperdir=${folder}/etc/upper,workdir=${folder}/etc/work overlay /etc
echo ready
exec sleep infinity`;
  const words = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--propagation', 'private'];
  const holder = spawn('setpriv', [...words, 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    holder.once('exit', () => reject(new Error('no mount namespace could be had')));
    holder.stdout.once('data', () => resolve());
  });
  return holder;
}
