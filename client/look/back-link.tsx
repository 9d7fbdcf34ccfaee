// The way back to the list, at the top left of every other page.
import { useOutlive } from '../outlive.ts';
import { Back } from './icons.tsx';

export function BackLink() {
  const { router } = useOutlive();
  const leave = (click: Event) => {
    click.preventDefault();
    router.leave();
  };
  return (
    <a class="icon-button back" href="./" aria-label="Back to the sessions" onClick={leave}>
      <Back />
    </a>
  );
}
