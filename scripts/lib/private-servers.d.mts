import type { ChildProcess } from 'node:child_process';

/** Starts a server in a fresh directory below `base`; answers the administrator's URL once it speaks. */
type Start = (
  base: string,
  programs: Readonly<Record<string, string>>,
  tls: { readonly ca: string; readonly certificate: string; readonly key: string },
  onProcess: (child: ChildProcess) => void,
) => Promise<string>;

export const startMariadb: Start;
export const startPostgresql: Start;
export const startRedis: Start;
