// Which boot of which kernel this process runs under, and in which PID namespace: what a pid and a
// start time mean nothing without.
import { readFileSync, readlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { Failure } from '../protocol/failure.ts';
import { runForText } from './run-for-text.ts';

/** This boot of this machine. Containers share it with the machine they run on. */
export function bootId(): string {
  thisBoot ??= process.platform === 'darwin' ? macBootId() : linuxBootId();
  return thisBoot;
}
// Cannot change while this process lives, and every judgement needs it.
let thisBoot: string | undefined;

/** When this boot began, by the clock as it is set now. */
export function bootTimeMs(): number {
  return Date.now() - uptime() * 1000;
}

/** The kernel's constant for the machine's own PID namespace (PROC_PID_INIT_INO in proc_ns.h). */
const initialNamespace = String(0xeffffffc);

/**
 * The number of this process's PID namespace: unique among those that exist at the same time under
 * one boot. Empty where there are none (macOS). Throws Failure foreign-proc when /proc shows the
 * processes of another namespace, whose pids would be taken for ours.
 */
export function pidNamespace(): string {
  thisNamespace ??= process.platform === 'darwin' ? '' : linuxNamespace();
  return thisNamespace;
}
let thisNamespace: string | undefined;

/** Whether pids that the kernel and its drivers report are ours: true on the machine itself. */
export function isInitialNamespace(): boolean {
  return ['', initialNamespace].includes(pidNamespace());
}

function linuxNamespace(): string {
  if (readlinkSync('/proc/self') !== String(process.pid)) throw new Failure('foreign-proc');
  return /^pid:\[(\d+)\]$/.exec(readlinkSync('/proc/self/ns/pid'))?.[1] ?? initialNamespace;
}

function linuxBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function macBootId(): string {
  return runForText('sysctl', ['-n', 'kern.boottime']).trim();
}
