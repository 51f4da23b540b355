import { Box, Button, Input } from '@adminjs/design-system';
import React, { useEffect, useMemo, useRef, useState } from 'react';
import { BASE } from './api';
import { count, plural, time, visible } from './format';
import { Card, Text } from './parts';
import type { LogLine } from './shapes';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const COLOURS: Record<string, string> = { debug: '#8a8fa3', info: '#d6d9e6', warn: '#ffcc66', error: '#ff8f8f' };

/** The log of a run: follows while it grows, filters by level and text, downloads whole. */
export default function JobLog({ jobId, lines }: { jobId: string; lines: readonly LogLine[] }): React.ReactElement {
  const [level, setLevel] = useState<(typeof LEVELS)[number]>('info');
  const [text, setText] = useState('');
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => {
    const least = LEVELS.indexOf(level);
    const wanted = text.toLowerCase();
    return lines.filter(
      (l) => LEVELS.indexOf(l.level) >= least && (wanted === '' || l.message.toLowerCase().includes(wanted)),
    );
  }, [lines, level, text]);
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, follow]);
  const scrolled = (): void => {
    const el = box.current;
    if (el) setFollow(el.scrollHeight - el.scrollTop - el.clientHeight < 24);
  };
  return (
    <Card
      title={`Log (${shown.length === lines.length ? '' : `${count(shown.length)} of `}${plural(lines.length, 'line')})`}
      actions={
        <>
          <select
            aria-label="Least level"
            value={level}
            onChange={(e) => setLevel(e.target.value as typeof level)}
            style={{ padding: '4px 8px' }}
          >
            {LEVELS.map((name) => (
              <option key={name} value={name}>
                {name === 'debug' ? 'everything' : name === 'error' ? 'errors' : `${name} and worse`}
              </option>
            ))}
          </select>
          <Input
            aria-label="Filter the log"
            placeholder="Filter…"
            value={text}
            onChange={(e: React.ChangeEvent<HTMLInputElement>) => setText(e.target.value)}
            style={{ width: 180 }}
          />
          <Button
            type="button"
            size="sm"
            variant={follow ? 'contained' : 'outlined'}
            onClick={() => setFollow(!follow)}
          >
            {follow ? 'Following' : 'Follow'}
          </Button>
          <Button as="a" size="sm" variant="outlined" href={`${BASE}/api/jobs/${jobId}/logs.txt`} download>
            Download
          </Button>
        </>
      }
    >
      <div
        ref={box}
        onScroll={scrolled}
        role="log"
        tabIndex={0}
        style={{
          background: '#14172b',
          borderRadius: 6,
          padding: 12,
          minHeight: 80,
          maxHeight: 420,
          overflow: 'auto',
          fontFamily: 'ui-monospace, monospace',
          fontSize: 12.5,
          lineHeight: 1.6,
        }}
      >
        {shown.map((line) => (
          <div
            key={line.seq}
            style={{
              color: COLOURS[line.level],
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
              contentVisibility: 'auto',
            }}
          >
            <span style={{ color: '#7d83a8' }} title={line.timestamp}>
              {time(line.timestamp)}{' '}
            </span>
            {line.level === 'info' ? '' : `${line.level.toUpperCase()} `}
            {visible(line.message)}
          </div>
        ))}
        {shown.length === 0 && (
          <Box>
            <Text style={{ color: '#8a8fa3' }}>{lines.length === 0 ? 'Nothing logged yet.' : 'No line matches.'}</Text>
          </Box>
        )}
      </div>
    </Card>
  );
}
