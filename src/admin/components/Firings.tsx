import React, { useEffect, useState } from 'react';
import { visible } from './format';
import { SOFT } from './parts';
import { useApi } from './use-api';

/** After the last letter was typed. */
const PAUSE_MS = 300;

/** An instant by the clock of a zone, with the day's name: `Mon, 1 Mar 2027, 03:00:00 CET`. */
function inZone(iso: string, timeZone: string): string {
  try {
    const options = { timeZone, dateStyle: undefined, timeZoneName: 'short', hour12: false } as const;
    const fields = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    return new Intl.DateTimeFormat('en-GB', { ...options, ...fields, ...clock }).format(new Date(iso));
  } catch {
    return iso;
  }
}

/** When a cron expression would fire next; while it is being typed, what is wrong with it. */
export default function Firings({ cron, timeZone }: { cron: string; timeZone: string }): React.ReactElement {
  const [asked, setAsked] = useState({ cron, timeZone });
  useEffect(() => {
    const timer = window.setTimeout(() => setAsked({ cron, timeZone }), PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [cron, timeZone]);
  const query = `cron=${encodeURIComponent(asked.cron)}&timeZone=${encodeURIComponent(asked.timeZone)}`;
  const { data, error } = useApi<{ firings: string[] }>(`/schedules/preview?${query}`);
  return (
    <div aria-live="polite" style={{ fontSize: 14, lineHeight: 1.7, marginBottom: 24 }} id="firings">
      <div style={{ color: SOFT, fontSize: 12.5 }}>It would run next</div>
      {error !== null && data === null && <div style={{ color: '#98210f' }}>{visible(error)}</div>}
      {data && (
        <ol style={{ margin: 0, padding: 0, listStyle: 'none', fontVariantNumeric: 'tabular-nums' }}>
          {data.firings.map((at) => (
            <li key={at}>{inZone(at, asked.timeZone)}</li>
          ))}
        </ol>
      )}
    </div>
  );
}
