// The log's own drawings.
import { Icon } from '../look/icon.tsx';

export const ChevronUp = () => <Icon path="M6 15l6-6 6 6" />;
export const ChevronDown = () => <Icon path="M6 9l6 6 6-6" />;
export const Cross = () => <Icon path="M6 6l12 12M18 6L6 18" />;
export const Glass = () => <Icon path="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4" />;
export const Dots = () => (
  <Icon path="M12 5h.01M12 4.5h.01M12 5.5h.01M12 12h.01M12 11.5h.01M12 12.5h.01M12 19h.01M12 18.5h.01M12 19.5h.01M11.5 5h1M11.5 12h1M11.5 19h1" />
);
