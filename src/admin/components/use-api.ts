import { useCallback, useEffect, useRef, useState } from 'react';
import { call, messageOf } from './api';

export interface Loaded<T> {
  readonly data: T | null;
  readonly error: string | null;
  readonly reload: () => void;
}

/**
 * Loads a path of the API, and again every `everyMs` while that is set. Old data stays shown while new is on its way.
 * @param path null: nothing is loaded
 */
export function useApi<T>(path: string | null, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; error: string | null }>({ data: null, error: null });
  const [turn, setTurn] = useState(0);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (path === null) return undefined;
    let live = true;
    if (shown.current !== path) setState({ data: null, error: null });
    shown.current = path;
    call<T>(path).then(
      (data) => live && setState({ data, error: null }),
      (error: unknown) => live && setState((old) => ({ data: old.data, error: messageOf(error) })),
    );
    const timer = everyMs ? window.setTimeout(() => setTurn((n) => n + 1), everyMs) : undefined;
    return () => {
      live = false;
      window.clearTimeout(timer);
    };
  }, [path, turn, everyMs]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}
