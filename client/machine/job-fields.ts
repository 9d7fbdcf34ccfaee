// The fields of the form that something can be wrong with, as the gateway names them.
import type { JobField } from '../../server/protocol/job.ts';

export const jobFields: readonly JobField[] = [
  'name',
  'command',
  'cwd',
  'environment',
  'gpus',
  'env',
  'startWhen',
  'form',
];
