// How many links (OSC 8) one terminal of xterm.js keeps, on the server and in the page alike: each costs memory
// as long as its row is there, however often a program writes that row anew.

/** UTF-16 units of all that are kept; what is linked beyond that links nothing. */
const mostUnits = 4 * 1024 * 1024;
/** What one costs besides its address. */
const unitsEach = 100;

interface Link {
  readonly id?: string | undefined;
  readonly uri: string;
}

/** Of xterm 6.0.0. */
export interface LinkService {
  registerLink(link: Link): number;
  /** Those whose rows are there. */
  readonly _dataByLinkId: Map<number, { readonly data: Link }>;
}

export function limitLinks(service: LinkService): void {
  const { registerLink, _dataByLinkId: kept } = service;
  let units = 0;
  const add = kept.set;
  const remove = kept.delete;
  kept.set = (number, entry) => {
    units += unitsOf(entry.data);
    return add.call(kept, number, entry);
  };
  kept.delete = (number) => {
    const entry = kept.get(number);
    if (entry !== undefined) units -= unitsOf(entry.data);
    return remove.call(kept, number);
  };
  service.registerLink = (link) =>
    units + unitsOf(link) > mostUnits ? 0 : registerLink.call(service, link);
}

function unitsOf({ id = '', uri }: Link): number {
  return id.length + uri.length + unitsEach;
}
