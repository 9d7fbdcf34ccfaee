// Unicode's controls of direction (embeddings, overrides, isolates): in output they are there to have
// text read otherwise than it is written, and would turn what stands beside them.

export const directionControl = /[\u202a-\u202e\u2066-\u2069]/u;
const all = new RegExp(directionControl, 'gu');

export function withoutDirection(text: string): string {
  return text.replace(all, '');
}
