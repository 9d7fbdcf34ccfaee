// What a session's page needs when somebody does more than read: one chunk, fetched soon after.
export { KillSheet } from './kill-sheet.tsx';
export { RemoveSheet } from './remove-sheet.tsx';
export { TypePanel } from './typing/type-panel.tsx';
