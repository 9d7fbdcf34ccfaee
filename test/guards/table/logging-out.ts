// Logging out, stopping a service, setting the clock: what would end sessions or lose their output.
import { type Guard, removing } from '../guard.ts';

const test = 'test/systemd/lives-on.test.ts';

export const loggingOut: readonly Guard[] = [
  {
    attack: 'Stopping the gateway’s unit ends sessions that have no scope of their own',
    rule: 'SYSTEMD5',
    removals: removing('server/cli/service/systemd.ts', 'KillMode=process', 'KillMode=mixed'),
    shownBy: {
      test,
      title:
        '[SYSTEMD5] where lingering is refused, install says whom to ask; stops leave sessions, the last logout does not',
      says: 'waited in vain until train counts on',
    },
  },
  {
    attack: 'A logout ends the gateway that was started in the background',
    rule: 'SYSTEMD3',
    removals: removing(
      'server/cli/background.ts',
      'if (scoped !== null) {',
      'if (scoped !== null && Date.now() < 0) {',
    ),
    shownBy: {
      test,
      title:
        '[SYSTEMD3] KillUserProcesses=yes: lingering, neither a session nor a gateway in the background ends with its login',
    },
  },
  {
    attack: 'The end of a service ends the sessions that were started in it',
    rule: 'SYSTEMD6',
    removals: removing(
      'server/sessions/host-process.ts',
      'if (scoped !== null) {',
      'if (scoped !== null && Date.now() < 0) {',
    ),
    shownBy: {
      test,
      title:
        '[SYSTEMD6] a shell in a service of the system is told; lingering, its sessions outlive that service',
      says: 'waited in vain until train counts on',
    },
  },
  {
    attack: 'A logout ends what had been started before its user lingered',
    rule: 'SYSTEMD4',
    removals: removing(
      'server/sessions/keep-running.ts',
      '{ env }) === null) return [];',
      '{ env }) !== undefined) return [];',
    ),
    shownBy: { test, title: '[SYSTEMD4] "%s" keeps even the sessions that run from ending' },
  },
  {
    attack: 'A gateway that cannot start is said to run',
    rule: 'SYSTEMD2',
    removals: removing('server/cli/service/systemd.ts', 'Type=notify', 'Type=simple'),
    shownBy: {
      test,
      title:
        '[SYSTEMD2] a gateway that cannot start is not left installed, and says why; new options replace old ones',
    },
  },
  {
    attack: 'Another user’s XDG_RUNTIME_DIR hides the systemd that serves this one',
    rule: 'SYSTEMD7',
    removals: removing(
      'server/sessions/own-scope.ts',
      '[env.XDG_RUNTIME_DIR, `/run/user/',
      '[env.XDG_RUNTIME_DIR, `/nowhere/',
    ),
    shownBy: {
      test,
      title: '[SYSTEMD7] after su, without a login of its own, the manager is found all the same',
    },
  },
  {
    attack: 'A clock set back makes a log lose all output for as long',
    rule: 'LOG6',
    removals: removing(
      'server/log/writer.ts',
      'options.elapsed ?? (() => performance.now())',
      'this.#now',
    ),
    shownBy: {
      test: 'test/log/log.test.ts',
      title:
        '[LOG6] once there is room again, the log goes on in a new segment, whatever the clock says',
    },
  },
  {
    attack: 'Of many sessions started at once, some are refused',
    rule: 'SESS4',
    removals: removing(
      'server/sessions/lock.ts',
      'if (before !== null && before !== held.nonce) deadline',
      'if (before !== null && before === nonce) deadline',
    ),
    shownBy: {
      test: 'test/sessions/lock.test.ts',
      title: '[SESS4] a queue is waited out, however long: patience is for one holder',
    },
  },
];
