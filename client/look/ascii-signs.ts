// Signs that phones and papers put in place of those a shell reads: curly quotes, long dashes. Pure.

/** The text as a shell would read it; null where there is nothing to replace. */
export function asciiSigns(text: string): string | null {
  const plain = text
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u2018\u2019\u201a\u201b\u2032]/g, "'")
    // An option's two hyphens are joined to one dash: `\u2014lr`, in print `\u2013lr`.
    .replace(/(^|\s)\u2013(?=[A-Za-z][A-Za-z0-9_-])/g, '$1--')
    .replace(/[\u2014\u2015]/g, '--')
    .replace(/[\u2010-\u2013\u2212]/g, '-')
    .replace(/\u2026/g, '...')
    .replace(/[\u00a0\u2007\u202f]/g, ' ');
  return plain === text ? null : plain;
}
