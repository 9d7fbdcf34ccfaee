// Enter on a phone's keyboard leads to the next field. By the browser's own rule it would send the form:
// a job started by a thumb that meant to go on. On a real keyboard that rule stays.

export function enterGoesOn(press: KeyboardEvent & { currentTarget: HTMLFormElement }): void {
  const { target, currentTarget: form } = press;
  if (press.key !== 'Enter' || press.isComposing || !(target instanceof HTMLInputElement)) return;
  if (!matchMedia('(pointer: coarse)').matches) return;
  press.preventDefault();
  const fields = [...form.querySelectorAll<HTMLElement>('input, textarea')];
  const next = fields[fields.indexOf(target) + 1];
  if (next === undefined) target.blur();
  else next.focus();
}
