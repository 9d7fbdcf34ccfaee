// The drawings of the page as a whole.
import { Icon } from './icon.tsx';

export const Back = () => <Icon path="M15 5l-7 7 7 7" />;
export const Gear = () => <Icon path="M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5" />;
export const Down = () => <Icon path="M5 9l7 7 7-7" />;
export const FolderIcon = () => (
  <Icon path="M3 7a2 2 0 0 1 2-2h4l2 2.5h8a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z" />
);
export const Chevron = () => <Icon path="M7 10l5 5 5-5" />;
