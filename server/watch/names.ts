// What the names of numbers mean: counters of progress, metrics that are better low or high, and
// what is no metric at all (ids, clocks, sizes).

import type { Better } from '../protocol/watch.ts';

const lower = new Set(
  (
    'loss losses err error errors ppl perplexity bpb bpc nll rmse mse mae mape rmsle wer cer fid kid logloss l1 l2 ce xent ' +
    'crossentropy mlogloss elbo regret distance'
  ).split(' '),
);
const higher = new Set(
  (
    'acc accuracy acc1 acc5 f1 auc auroc auprc aucpr map map50 map75 ap ap50 ap75 iou miou dice bleu rouge rew reward rewards return returns score psnr ssim ' +
    'precision recall r2 mcc ndcg mrr top1 top5 spearman pearson kappa winrate ents f'
  ).split(' '),
);
const neither = new Set(
  (
    'lr rate wd grad norm gnorm gradnorm time ms mem memory vram throughput tok tokens sps fps mfu flops tflops scale momentum beta kl entropy speed ' +
    'temperature eps epsilon alpha tps'
  ).split(' '),
);
/** A loss that means nothing by being low. */
const undirected = new Set('policy actor entropy pg surrogate alpha'.split(' '));

const ids = new Set(
  (
    'v num pid port seed ts timestamp date rank id uuid version idx index ip gpu gpus node nodes host device jobid job line row col ' +
    'code exit errno status uid gid seq ttl'
  ).split(' '),
);
const hiddenNames =
  /^(?:v_num|time_?stamps?|unix_?time|wall_?time|elapsed(?:_?time)?|time_?elapsed|eta|remaining(?:_[a-z_]+)?|total|size|count|length|instances|images|params|parameters|total_weights|batch_?sizes?|(?:img|image)_?size|global_?batch_?sizes?|micro_?batch_?sizes?|world_?size|consumed_?samples|max_[a-z_]+|num_[a-z_]+|n_[a-z_]+|[a-z_]*_count|skipped|errors?|warnings?|failed(?:_[a-z]+)?|passed|attempts?|retry|retries|workers?|threads?|year|month|day|hour|port|best_?(?:step|epoch|iter|iteration)|last_?(?:step|epoch)|nan_[a-z]+|number_of_[a-z_]+|mom|micro_?steps?)$/;

const epochs = new Set(['epoch', 'epochs', 'ep', 'epoche', 'époque', 'época', '时代', '轮']);
/** From the most detailed counter to the least. */
const steps =
  'global_step global_steps num_updates total_timesteps num_timesteps timesteps iteration iterations iter iters step steps update updates it batch batches minibatch timestep round rounds episode episodes generation generations trial trials game games'.split(
    ' ',
  );
const stepDetail: ReadonlyMap<string, number> = new Map(steps.map((name, at) => [name, at]));

/** Of what counts no steps. */
export const noDetail = 1000;

export interface Meaning {
  readonly better: Better;
  /** A word of it is one that metrics have. */
  readonly known: boolean;
  readonly hidden: boolean;
  /** A loss, as far as going to nan or up and away is bad news. */
  readonly isLoss: boolean;
}

const meanings = new Map<string, Meaning>();
const maxMeanings = 2000;

/** Pure; remembered, since the same few names come again and again. */
export function meaningOf(name: string): Meaning {
  const known = meanings.get(name);
  if (known !== undefined) return known;
  const meaning = judge(name);
  if (meanings.size >= maxMeanings) meanings.clear();
  meanings.set(name, meaning);
  return meaning;
}

function judge(name: string): Meaning {
  const words = wordsOf(name);
  const flat = words.join('_');
  const last = words.at(-1) ?? '';
  const hidden = hiddenNames.test(flat) || ids.has(last) || ids.has(words.join(' '));
  const has = (set: ReadonlySet<string>) => words.some((word) => set.has(word));
  const isTrend = has(undirected);
  const isLow = has(lower) || flat === 'cost';
  const better: Better =
    isTrend || has(neither) ? null : isLow ? 'lower' : has(higher) ? 'higher' : null;
  return {
    better: hidden ? null : better,
    known: isLow || has(higher) || has(neither),
    hidden: hidden && !has(new Set(['loss'])),
    isLoss:
      better === 'lower' &&
      words.some((word) => /^(?:loss|nll|ppl|perplexity|ce|xent|mse)$/.test(word)) &&
      !words.includes('best'),
  };
}

const splits = new Set(
  'train training val valid validation validate eval evaluation test testing dev'.split(' '),
);

/** What a metric is drawn together with: `loss`, `train_loss` and `val/loss` are one figure. */
export function groupOf(name: string): string {
  const words = wordsOf(name).filter((word) => !splits.has(word));
  return words.length === 0 ? name : words.join(' ');
}

/** `rollout/ep_rew_mean`, `valLoss`, `mAP50-95`: in lower case. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

export type Noun = { readonly kind: 'epoch' } | { readonly kind: 'step'; readonly detail: number };

const nouns = new Map<string, Noun | null>();

/** What a counter of this name counts, null when it is no counter of progress. */
export function nounOf(name: string): Noun | null {
  const known = nouns.get(name);
  if (known !== undefined) return known;
  const flat = (name.includes('/') ? name.slice(name.lastIndexOf('/') + 1) : name).toLowerCase();
  const detail = stepDetail.get(flat.replace(/^training[_ ]|^train[_ ]/, ''));
  const noun: Noun | null = epochs.has(flat.replace(/^training[_ ]|^train[_ ]/, ''))
    ? { kind: 'epoch' }
    : detail === undefined
      ? null
      : { kind: 'step', detail };
  if (nouns.size >= maxMeanings) nouns.clear();
  nouns.set(name, noun);
  return noun;
}

const totals = new Set(
  'max_steps total_steps num_steps total max_iters max_iter num_iters total_iters max_epochs total_epochs num_epochs n_epochs epochs_total max_step steps_total total_iterations max_iterations'.split(
    ' ',
  ),
);

/** `max_steps`, beside a `step` in the same line. */
export const isTotal = (name: string): boolean => totals.has(name.toLowerCase());

const phases =
  /\b(?:loading|load|map|filter|tokeniz\w*|download\w*|sanity|count\w*|compress\w*|receiv\w*|resolv\w*|preprocess\w*|fetch\w*|extract\w*|generating|writing|saving|casting|shards?|unpack\w*|prepar\w*|setting|reading|enumerating|pulling|pushing|updating|checking out|installing|installed|building dependency|capturing|warm\w*|caching|scanning|pushed|collecting|indexing|uploading|initializ\w*)\b/i;
const evaluations = /\b(?:val|valid\w*|eval\w*|test|testing|predict\w*|inference|dev)\b/i;

type LabelScope = 'phase' | 'eval' | null;
const scopes = new Map<string, LabelScope>();

/** What a bar's label says of it. */
export function labelScope(label: string): LabelScope {
  if (label === '') return null;
  const known = scopes.get(label);
  if (known !== undefined) return known;
  const scope = scopeIn(label);
  if (scopes.size >= maxMeanings) scopes.clear();
  scopes.set(label, scope);
  return scope;
}

function scopeIn(label: string): LabelScope {
  if (phases.test(label)) return 'phase';
  // A file's name says nothing of this.
  return !/[/\\]|\.\w/.test(label) && evaluations.test(label.replaceAll('_', ' ')) ? 'eval' : null;
}
