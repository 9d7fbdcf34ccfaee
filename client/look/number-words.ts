// Measured values in the few characters a card or a figure has room for.

/** `0.312`, `84.2`, `1,234`, `1.5e+7`, `1e-4`; `nan` of what is none. `digits`: how many of them count. */
export function valueInWords(value: number | null, digits = 3): string {
  if (value === null) return 'nan';
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size < 1e-3 || size >= 1e7) return shortExponent(value.toExponential(digits - 1));
  if (size >= 10 ** digits) return Math.round(value).toLocaleString('en-GB');
  return withoutZeros(value.toPrecision(digits));
}

/** `1.50e-4` as `1.5e-4`. */
function shortExponent(text: string): string {
  const [mantissa = '', exponent = ''] = text.split('e');
  return `${withoutZeros(mantissa)}e${exponent}`;
}

function withoutZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}
