// Whether this system's C library can load the module that holds terminals. It was built against glibc 2.28.
import { Failure } from '../protocol/failure.ts';

const oldest = [2, 28] as const;

/** What Node reports of the C library it runs with; null where that is not glibc. */
export function glibcVersion(): string | null {
  // Names of network interfaces are looked up otherwise, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime ?? null;
}

/** Throws Failure host-failed in words. */
export function requireLibc(platform = process.platform, version = glibcVersion()): void {
  if (platform !== 'linux') return;
  if (version === null) {
    throw new Failure(
      'host-failed',
      'this system has no glibc (Alpine has musl), which terminals need here. Use a system or image based on Debian, Ubuntu, Fedora or the like.',
    );
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new Failure(
    'host-failed',
    `this system has glibc ${version}, and 2.28 or later is needed (RHEL 8, Debian 10, Ubuntu 20.04). Use a newer node of the cluster, or a container (apptainer) with a newer system.`,
  );
}
