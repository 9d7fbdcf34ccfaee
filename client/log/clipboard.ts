// Puts text where it can be pasted. The clipboard API is there on https pages only; elsewhere the
// browser copies from a field, within the tap.

export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    const copied = navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (await copied) return true;
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  Object.assign(field.style, { position: 'fixed', top: '0', opacity: '0', fontSize: '16px' });
  // Inside an open dialog nothing outside of it can take the focus.
  const frame = document.querySelector('dialog[open]') ?? document.body;
  frame.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
