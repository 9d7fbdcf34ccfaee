// Guards of sessions that live in the user's tmux: what is typed is no command to tmux, and nothing of
// the user's changes there.
import { type Guard, removing } from '../guard.ts';

const adopted = 'test/tmux/adopt.test.ts';
const client = 'server/tmux/control-client.ts';

export const tmux: readonly Guard[] = [
  {
    attack: 'typing a command to tmux itself',
    rule: 'TMUX3',
    removals: removing(
      'server/tmux-host/keys.ts',
      'send-keys -t ${this.#pane} -H ${keys}`',
      "send-keys -t ${this.#pane} ${keys && Buffer.from(bytes).toString('latin1')}`",
    ),
    shownBy: {
      test: adopted,
      title: '[TMUX3] what is typed here arrives there once, byte for byte',
    },
  },
  {
    attack: 'bringing an environment into tmux',
    rule: 'TMUX6',
    removals: [
      { file: client, guard: "'attach-session', '-E', ", without: "'attach-session', " },
      {
        file: client,
        guard: 'env: clientEnvironment(),',
        without: "env: { ...clientEnvironment(), DISPLAY: ':99' },",
      },
    ],
    shownBy: {
      test: adopted,
      title: '[TMUX6] brings no environment into tmux and leaves the other windows as they are',
    },
  },
  {
    attack: 'killing a whole tmux server along with a session',
    rule: 'TMUX14',
    removals: removing(
      'server/sessions/stop.ts',
      '[host?.host.pid, spec.tmux?.serverPid]',
      '[host?.host.pid, spec.tmux && undefined]',
    ),
    shownBy: {
      test: adopted,
      title: '[TMUX14] killing another session leaves a tmux server alone that was started in it',
    },
  },
];
