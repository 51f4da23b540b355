import { useEffect, useState } from 'react';
import { call } from './api';
import type { Job } from './shapes';

/** Deeper than jobs may be nested. */
const MOST = 32;

/** The jobs above a job, the outermost first; empty until they are known. */
export function useAncestors(parentId: string | null): readonly Job[] {
  const [found, setFound] = useState<readonly Job[]>([]);
  useEffect(() => {
    let live = true;
    const climb = async (): Promise<void> => {
      const jobs: Job[] = [];
      for (let id = parentId; id !== null && live && jobs.length < MOST; id = jobs[0]?.parentId ?? null) {
        jobs.unshift(await call<Job>(`/jobs/${id}`));
        if (live) setFound([...jobs]);
      }
    };
    // Without them the page lacks only its way up.
    climb().catch(() => undefined);
    return () => {
      live = false;
    };
  }, [parentId]);
  return found;
}
