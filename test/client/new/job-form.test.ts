import { describe, expect, it } from 'vitest';
import { JobForm } from '../../../client/new/job-form.ts';
import { jobsOf } from '../../../client/new/sweep.ts';
import { variablesIn, variablesText } from '../../../client/new/variables.ts';
import { type JobRequest, parseJob } from '../../../server/protocol/job.ts';
import { summary } from '../summary.ts';

const form = (job: JobRequest = {}) => {
  const made = new JobForm(() => []);
  made.fill(job);
  return made;
};

describe('the form', () => {
  it('[FORM1] asks for a name, a command and a folder, and for nothing that was not chosen', () => {
    const plain = form();
    plain.command.value = ' python train.py ';
    expect(plain.request()).toEqual({ name: 'train', command: 'python train.py', cwd: '~' });
  });

  it('[FORM1] what it is filled with is what it asks for', () => {
    const jobs: JobRequest[] = [
      {
        ...{ name: 'x', command: 'a\nb', cwd: '/data', env: { SEED: '1', NOTE: 'a b' } },
        ...{ environment: { conda: 'torch', lines: 'module load cuda' }, keepShell: true },
        ...{ gpus: [0, 2], startWhen: { after: 'train', anyway: true } },
      },
      { name: 'x', command: 'true', cwd: '~', environment: { lines: 'x=1' }, gpus: { any: 2 } },
      { name: 'x', command: 'true', cwd: '~', gpus: [] },
      { name: 'x', command: 'true', cwd: '~', gpus: [1], startWhen: { gpus: 1 } },
    ];
    for (const job of jobs) {
      expect(form(job).request()).toEqual(job);
      expect(parseJob(job).ok).toBe(true);
    }
  });

  it('[FORM1] words that a program was started with become text for a shell', () => {
    const job = { command: ['python', '-c', "print('hi')"] };
    expect(form(job).request().command).toBe(`python -c 'print('\\''hi'\\'')'`);
  });

  it('[FORM33] a preset keeps neither a suggested name nor a session to wait for', () => {
    const made = form({ command: 'python train.py', startWhen: { after: 'old' } });
    expect(made.preset()).toEqual({ command: 'python train.py', cwd: '~' });
    made.typedName.value = 'exp01';
    expect(made.preset().name).toBe('exp01');
  });
});

describe('a sweep', () => {
  const sweep = () => {
    const made = form({ command: 'train --lr {lr} --seed {seed}', name: 'exp01', cwd: '~' });
    made.values.value = { lr: '0.1, 0.01, 0.001', seed: '1,2' };
    return made;
  };

  it('[FORM22] is one job a combination, each with its values and its name', () => {
    const jobs = jobsOf(sweep(), 'in-turn', [summary({ name: 'exp02' })]);
    expect(jobs.map(({ name }) => name)).toEqual([
      'exp01',
      'exp03',
      'exp04',
      'exp05',
      'exp06',
      'exp07',
    ]);
    expect(jobs[1]?.command).toBe('train --lr 0.1 --seed 2');
    expect(jobs[5]?.command).toBe('train --lr 0.001 --seed 2');
  });

  it('[FORM23] by free GPUs, each takes as many as were chosen, of those that were chosen', () => {
    const gpusOf = (gpus?: JobRequest['gpus']) => {
      const made = sweep();
      made.fill({ command: 'train {lr}', ...(gpus && { gpus }) });
      const [job] = jobsOf(made, 'by-gpus', []);
      return [job?.gpus, job?.startWhen];
    };
    expect(gpusOf()).toEqual([{ any: 1 }, undefined]);
    expect(gpusOf({ any: 2 })).toEqual([{ any: 2 }, undefined]);
    expect(gpusOf([0, 1])).toEqual([[0, 1], { gpus: 1 }]);
  });
});

describe('variables', () => {
  it('[FORM5] are lines NAME=value, as one would write them for a shell', () => {
    const text = 'A=1\n\n# no\nexport B="x y"\nC=\'$HOME\'\nD=a=b';
    const { variables, problem } = variablesIn(text);
    expect(variables).toEqual({ A: '1', B: 'x y', C: '$HOME', D: 'a=b' });
    expect(problem).toBeNull();
    expect(variablesIn(variablesText(variables)).variables).toEqual(variables);
  });

  it('[FORM5] a line that is none is named', () => {
    expect(variablesIn('A=1\nno variable').problem).toContain('no variable');
    expect(variablesIn('1A=1').problem).toContain('NAME=value');
  });
});
