// A phone paired with a machine of the test's own: a home with a project in it, two GPUs and conda
// played by small programs, python and its venv the real ones.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { type StandIns, standIns } from '../machine/stand-ins.ts';
import { Product } from '../product.ts';
import { expect, pairByLink } from './phone.ts';

export { expect };

class OwnMachine extends Product {
  readonly parts: StandIns;

  constructor(parts: StandIns) {
    super();
    this.parts = parts;
  }

  override get environment(): NodeJS.ProcessEnv {
    const { home, bin } = this.parts;
    return { ...super.environment, HOME: home, PATH: `${bin}:${process.env.PATH}` };
  }

  /** A file in the home folder. */
  file(path: string): string {
    return join(this.parts.home, path);
  }
}

export const test = base.extend<{ machine: OwnMachine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture needs from its pattern.
  machine: async ({}, use) => {
    const cleanUps: (() => void)[] = [];
    const parts = standIns((clean) => cleanUps.push(clean));
    const python = realPython();
    parts.write('home/.profile', `PATH=${parts.bin}:${dirname(python)}:$PATH\n`);
    parts.nvidia([0, 0]);
    parts.conda(['torch24']);
    parts.write('home/vision/resnet/train.py', training);
    parts.write('home/vision/resnet/.git/HEAD', 'ref: refs/heads/main\n');
    parts.write('home/vision/resnet/pyproject.toml', '[project]\nname = "resnet"\n');
    parts.write('home/vision/.hidden/x', '');
    const venv = join(parts.home, 'vision/resnet/.venv');
    execFileSync(python, ['-m', 'venv', '--without-pip', venv]);
    const machine = new OwnMachine(parts);
    await machine.startGateway();
    await use(machine);
    await machine.dispose();
    for (const clean of cleanUps) clean();
  },
});

/** Trains nothing, as long as it is told to: says its epochs and its GPU, notes when it began and ended. */
const training = `
import argparse, os, time
asked = argparse.ArgumentParser()
asked.add_argument('--lr', default='0.1')
asked.add_argument('--epochs', type=int, default=3)
asked.add_argument('--crash', action='store_true')
asked.add_argument('--notes')
a = asked.parse_args()
gpu = os.environ.get('CUDA_VISIBLE_DEVICES', 'all')
def note(what):
    if a.notes:
        with open(a.notes, 'a') as notes:
            notes.write(f'{what} {a.lr} {gpu}\\n')
note('begin')
for epoch in range(1, a.epochs + 1):
    print(f'epoch {epoch}/{a.epochs} lr={a.lr} gpu={gpu} loss={1 / epoch:.3f}', flush=True)
    time.sleep(0.2)
    if a.crash:
        raise RuntimeError('CUDA out of memory. Tried to allocate 2.50 GiB')
note('end')
print('saved runs/best.pt')
`;

/** The interpreter itself, not what a version manager puts in its place. */
function realPython(): string {
  return execFileSync('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim();
}

/** Pairs, and opens the form by a tap. */
export async function openForm(page: Page, machine: OwnMachine): Promise<void> {
  await pairByLink(page, machine);
  await page.getByText('New session').tap();
  await expect(page.getByRole('heading', { name: 'New session' })).toBeVisible();
}

/** A tap into a field, the keyboard that comes up and takes half the screen, and what is typed on it. */
export async function typeInto(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.tap();
  await page.setViewportSize({ width: 360, height: 336 });
  await expect(field).toBeFocused();
  await expect(field).toBeInViewport({ ratio: 0.9 });
  await field.selectText();
  await page.keyboard.insertText(text);
  await expect(page.getByRole('button', { name: /^Start/ })).toBeInViewport({ ratio: 1 });
}

export async function hideKeyboard(page: Page): Promise<void> {
  await page.setViewportSize({ width: 360, height: 640 });
}

/** A picture of what the phone shows, where somebody wants to look at it. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.OUTLIVE_LOOKS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
