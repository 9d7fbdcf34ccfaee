// What is asked of one session's view, answered from what has been derived by now.
import type { Follower } from '../follow/follower.ts';
import type { LogView } from '../log-view/log-view.ts';
import { countTrouble } from '../log-view/trouble.ts';
import { movedLine } from '../transcript/moves.ts';
import { reportOf } from '../watching/report.ts';
import type { Answer, Question } from './messages.ts';

/** What there is of a session once it has had its first turn. */
export interface Opened {
  readonly follower: Follower;
  readonly log: LogView;
}

export async function answerTo(question: Question, { follower, log }: Opened): Promise<Answer> {
  switch (question.kind) {
    case 'screen':
      return follower.screen();
    case 'size':
      return log.size(question.width);
    case 'end':
      return log.end(question.count);
    case 'lines':
      return log.lines(question.from, question.to, question.width);
    case 'plain':
      return log.plainLines(question.from, question.to);
    case 'rows':
      return log.rows(question.from, question.to, question.width);
    case 'moved':
      return movedLine(await follower.moves(), question);
    case 'watch': {
      const { epoch, watching } = follower;
      return reportOf(watching.shown, question.request, { epoch, read: watching.read });
    }
    case 'trouble':
      return countTrouble(follower.lines, question);
  }
}
