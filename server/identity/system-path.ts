// Where the system's own programs lie, whatever a caller's PATH leads to: a folder in it may be somebody
// else's, with a program of that name.

export const systemPath =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin';
