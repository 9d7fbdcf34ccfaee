// What GPUs take and how hot they are, as their makers' programs tell. What they do not tell is
// unknown: in containers and on cards for games much of it is.
import { cardsOf } from './amd.ts';
import { findProgram } from './programs.ts';
import { run } from './run.ts';

export interface GpuPower {
  readonly index: number;
  readonly watts: number | null;
  /** The most it may take. */
  readonly limitWatts: number | null;
  readonly celsius: number | null;
}

const withinMs = 6000;
const nvidiaArgs = [
  '--query-gpu=index,power.draw,power.limit,temperature.gpu',
  '--format=csv,noheader,nounits',
];
const amdArgs = ['--showpower', '--showmaxpower', '--showtemp', '--json'];

/** Of all GPUs of that maker; none where its program is missing, fails or does not answer. */
export async function lookAtPower(
  vendor: 'nvidia' | 'amd',
  folders: readonly string[],
): Promise<GpuPower[]> {
  const isNvidia = vendor === 'nvidia';
  const program = await (isNvidia
    ? findProgram('nvidia-smi', folders)
    : findProgram('rocm-smi', [...folders, '/opt/rocm/bin']));
  if (program === null) return [];
  const { stdout } = await run({ program, args: isNvidia ? nvidiaArgs : amdArgs, withinMs });
  return isNvidia ? parseNvidiaPower(stdout) : parseAmdPower(stdout);
}

export function parseNvidiaPower(csv: string): GpuPower[] {
  return csv.split('\n').flatMap((line) => {
    const fields = line.split(',').map((field) => number(field));
    const [index = null, watts = null, limitWatts = null, celsius = null] = fields;
    return fields.length === 4 && index !== null ? [{ index, watts, limitWatts, celsius }] : [];
  });
}

/** Its keys differ between releases; of several temperatures the edge's is what others call the GPU's. */
export function parseAmdPower(text: string): GpuPower[] {
  return cardsOf(text).map(({ index, field }) => ({
    index,
    watts: number(field(/^(?:Average|Current Socket) Graphics Package Power/i)),
    limitWatts: number(field(/^Max Graphics Package Power/i)),
    celsius: number(
      field(/^Temperature \(Sensor edge\)/i) ?? field(/^Temperature \(Sensor junction\)/i),
    ),
  }));
}

function number(text: string | null): number | null {
  return text !== null && /^\s*\d{1,6}(?:\.\d{1,6})?\s*$/.test(text) ? Number(text) : null;
}
