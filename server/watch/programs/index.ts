// The programs that have rules of their own, in the order in which they see a row.

import { buildkit } from './buildkit.ts';
import { catboost } from './catboost.ts';
import { curl } from './curl.ts';
import { darknet } from './darknet.ts';
import { detectron2 } from './detectron2.ts';
import { espnet } from './espnet.ts';
import { ffmpeg } from './ffmpeg.ts';
import { huggingFace } from './hugging-face.ts';
import { keras } from './keras.ts';
import { lightning } from './lightning.ts';
import { marian } from './marian.ts';
import { megatron } from './megatron.ts';
import { mmengine } from './mmengine.ts';
import { optuna } from './optuna.ts';
import type { Program } from './program.ts';
import { pytest } from './pytest.ts';
import { sklearn } from './sklearn.ts';
import { torchrun } from './torchrun.ts';
import { tune } from './tune.ts';
import { ultralytics } from './ultralytics.ts';

export const programs: readonly Program[] = [
  marian,
  espnet,
  darknet,
  buildkit,
  catboost,
  curl,
  detectron2,
  ffmpeg,
  huggingFace,
  keras,
  lightning,
  megatron,
  mmengine,
  optuna,
  pytest,
  sklearn,
  torchrun,
  tune,
  ultralytics,
];
