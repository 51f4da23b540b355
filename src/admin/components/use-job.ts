import { useEffect, useState } from 'react';
import { BASE, call, messageOf } from './api';
import type { Job, LogLine, Progress } from './shapes';

export interface LiveJob {
  readonly job: Job | null;
  readonly progress: Progress | null;
  readonly lines: readonly LogLine[];
  readonly error: string | null;
  /** The stream is away and the browser is trying again. */
  readonly waiting: boolean;
}

/** A job that is followed, and a way to note what the person has changed about it. */
export interface FollowedJob extends LiveJob {
  readonly merge: (change: Partial<Job>) => void;
}

const KEPT = 5000;
/** The stream tells of the job itself; the states of the jobs below it are asked for. */
const CHILDREN_MS = 2000;

/** Follows a job by server-sent events; the browser resumes where it was after a break. */
export function useJob(id: string): FollowedJob {
  const [live, setLive] = useState<LiveJob>({ job: null, progress: null, lines: [], error: null, waiting: false });
  useEffect(() => {
    let buffer: LogLine[] = [];
    let last = 0;
    const flush = (): void => {
      if (buffer.length === 0) return;
      const fresh = buffer;
      buffer = [];
      setLive((old) => ({ ...old, lines: [...old.lines, ...fresh].slice(-KEPT) }));
    };
    const timer = window.setInterval(flush, 200);
    const source = new EventSource(`${BASE}/api/jobs/${encodeURIComponent(id)}/events`);
    const on = <T>(name: string, take: (data: T) => void): void =>
      source.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data) as T));
    on<Job>('status', (job) =>
      setLive((old) => ({ ...old, job: { ...old.job, ...job }, progress: job.progress ?? old.progress })),
    );
    on<Progress>('progress', (progress) => setLive((old) => ({ ...old, progress })));
    on<LogLine>('log', (line) => {
      if (line.seq <= last) return;
      last = line.seq;
      buffer.push(line);
    });
    on<unknown>('end', () => {
      source.close();
      flush();
      call<Job>(`/jobs/${id}`).then(
        (job) => setLive((old) => ({ ...old, job })),
        () => undefined,
      );
    });
    source.onopen = () => setLive((old) => ({ ...old, waiting: false }));
    source.onerror = () => {
      setLive((old) => ({ ...old, waiting: source.readyState !== EventSource.CLOSED }));
      if (source.readyState === EventSource.CLOSED)
        call<Job>(`/jobs/${id}`).then(
          (job) => setLive((old) => ({ ...old, job })),
          (error: unknown) => setLive((old) => ({ ...old, error: messageOf(error) })),
        );
    };
    return () => {
      source.close();
      window.clearInterval(timer);
    };
  }, [id]);
  const waitsForChildren =
    ['pending', 'running'].includes(live.job?.status ?? '') && (live.job?.children?.length ?? 0) > 0;
  useEffect(() => {
    if (!waitsForChildren) return undefined;
    const timer = window.setInterval(() => {
      call<Job>(`/jobs/${encodeURIComponent(id)}`).then(
        ({ children }) => setLive((old) => (old.job ? { ...old, job: { ...old.job, children } } : old)),
        () => undefined,
      );
    }, CHILDREN_MS);
    return () => window.clearInterval(timer);
  }, [id, waitsForChildren]);
  const merge = (change: Partial<Job>): void =>
    setLive((old) => (old.job ? { ...old, job: { ...old.job, ...change } } : old));
  return { ...live, merge };
}
