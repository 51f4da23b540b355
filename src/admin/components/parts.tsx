import {
  Box,
  Loader,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Text as ThinText,
} from '@adminjs/design-system';
import React from 'react';
import { BASE } from './api';
import { nameText, visible } from './format';

/** The colours of the theme (see branding.ts), for what the design system has no word for. */
export const ACCENT = '#1f6f78';
export const INK = '#1b2430';
export const SOFT = '#5a6675';
export const LINE = '#dfe4e9';

/** Running text; the design system's own is too thin to read. */
export function Text(props: React.ComponentProps<typeof ThinText>): React.ReactElement {
  return <ThinText fontWeight="normal" lineHeight="lg" {...props} />;
}

/** Ground and text of a status; each pair reads at 4.5 : 1 or better. */
const TONES: Record<string, readonly [string, string]> = {
  completed: ['#dcf1e6', '#14563a'],
  failed: ['#fde5e2', '#98210f'],
  running: ['#dcedee', '#14565e'],
  pending: ['#e7e9f8', '#37408c'],
  cancelled: ['#e9ecef', '#48525e'],
  idle: ['#eef0f3', '#5a6675'],
  warning: ['#fdf0d5', '#7a4a06'],
};
const WARNINGS = ['missing', 'unreadable', 'stale'];

/** A status as a coloured word; `errors` says that a completed run left something unread. */
export function Status({ value, errors = false }: { value: string; errors?: boolean }): React.ReactElement {
  const word = value.toLowerCase();
  const partly = errors && word === 'completed';
  const tone = TONES[partly || WARNINGS.includes(word) ? 'warning' : word] ?? TONES['idle'];
  return (
    <span
      data-status={word}
      style={{
        display: 'inline-block',
        padding: '2px 9px',
        borderRadius: 10,
        background: tone?.[0],
        color: tone?.[1],
        fontSize: 12.5,
        lineHeight: 1.4,
        fontWeight: 500,
        whiteSpace: 'nowrap',
      }}
    >
      {partly ? 'completed with errors' : word}
    </span>
  );
}

/** A mark beside a name, such as of a key; `title` says more. */
export function Mark({ title, children }: { title: string; children: string }): React.ReactElement {
  return (
    <abbr
      title={title}
      style={{
        display: 'inline-block',
        padding: '1px 7px',
        marginRight: 4,
        border: `1px solid ${LINE}`,
        borderRadius: 10,
        color: SOFT,
        fontSize: 12,
        lineHeight: 1.4,
        textDecoration: 'none',
        whiteSpace: 'nowrap',
      }}
    >
      {children}
    </abbr>
  );
}

/** A white card with a title and, at its right, what can be done. */
export function Card(props: {
  title?: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <Box
      as="section"
      bg="white"
      mb="lg"
      style={{ minWidth: 0, padding: 'clamp(14px, 2vw, 24px)', border: `1px solid ${LINE}`, borderRadius: 8 }}
    >
      {(props.title || props.actions) && (
        <Box flex justifyContent="space-between" alignItems="center" mb="lg" style={{ gap: 12, flexWrap: 'wrap' }}>
          <h3 style={{ fontSize: 17, fontWeight: 600, lineHeight: 1.4, overflowWrap: 'anywhere', minWidth: 0 }}>
            {props.title}
          </h3>
          <Box flex alignItems="center" style={{ gap: 8, flexWrap: 'wrap' }}>
            {props.actions}
          </Box>
        </Box>
      )}
      {props.children}
    </Box>
  );
}

/** Name and value in two columns that fold into one on a narrow window. */
export function Facts({ rows }: { rows: readonly (readonly [string, React.ReactNode])[] }): React.ReactElement {
  return (
    <Box style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(230px, 1fr))', gap: '14px 24px' }}>
      {rows.map(([name, value]) => (
        <Box key={name} style={{ minWidth: 0 }}>
          <div style={{ color: SOFT, fontSize: 12.5, marginBottom: 4 }}>{name}</div>
          <div style={{ fontSize: 14, lineHeight: 1.5, color: INK, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {value === null || value === undefined || value === '' ? '–' : value}
          </div>
        </Box>
      ))}
    </Box>
  );
}

const NOTICES = { info: TONES['running'], danger: TONES['failed'], success: TONES['completed'] };

/** Something to read before going on; line breaks are kept. */
export function Notice(props: { kind: 'info' | 'danger' | 'success'; children: React.ReactNode }): React.ReactElement {
  const [background, color] = NOTICES[props.kind] ?? [];
  return (
    <div
      role={props.kind === 'danger' ? 'alert' : 'status'}
      style={{
        background,
        color,
        borderRadius: 6,
        borderLeft: `3px solid ${color}`,
        padding: '10px 14px',
        marginBottom: 16,
        fontSize: 14,
        lineHeight: 1.5,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      }}
    >
      {props.children}
    </div>
  );
}

/** What is shown until there is data: a spinner, or what went wrong. */
export function Waiting({ error }: { error: string | null }): React.ReactElement {
  return error ? <Notice kind="danger">{visible(error)}</Notice> : <Loader />;
}

/** Says that what is shown may be old, while the server cannot be asked. */
export function Outdated({ error }: { error: string | null }): React.ReactElement | null {
  return error === null ? null : <Notice kind="danger">{`This may be out of date. ${visible(error)}`}</Notice>;
}

/** A link to a place of this application; `path` begins after the base path. */
export function Go({ to, children }: { to: string; children: React.ReactNode }): React.ReactElement {
  return (
    <a href={`${BASE}${to}`} style={{ color: ACCENT, textDecoration: 'none' }}>
      {children}
    </a>
  );
}

/** A table with a header row; cells wrap rather than push the page wide. */
export function Grid(props: {
  head: readonly string[];
  rows: readonly { key: React.Key; faded?: boolean; cells: readonly React.ReactNode[] }[];
}): React.ReactElement {
  return (
    <div style={{ overflowX: 'auto' }}>
      <Table>
        <TableHead>
          <TableRow>
            {props.head.map((title) => (
              <TableCell key={title}>{title}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {props.rows.map((row) => (
            <TableRow key={row.key} style={row.faded ? { opacity: 0.55 } : undefined}>
              {row.cells.map((cell, index) => (
                <TableCell
                  key={props.head[index]}
                  style={{
                    overflowWrap: 'anywhere',
                    verticalAlign: 'top',
                    maxWidth: 420,
                    minWidth: props.head[index] === '#' ? 0 : index < 2 ? 90 : 70,
                  }}
                >
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

/** An identifier of a source, in the type of code. */
export function Code({ children }: { children: string }): React.ReactElement {
  return <code style={{ fontFamily: 'ui-monospace, monospace', fontSize: '0.95em' }}>{nameText(children)}</code>;
}

export function Bar({ percent, label }: { percent: number; label: string }): React.ReactElement {
  const width = `${Math.max(0, Math.min(100, percent))}%`;
  return (
    <Box
      role="progressbar"
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
      style={{ height: 10, borderRadius: 5, background: LINE, overflow: 'hidden' }}
    >
      <Box style={{ height: '100%', width, background: ACCENT, transition: 'width .3s' }} />
    </Box>
  );
}

/** The top of a page of ours: where it is, what it shows, what can be done. `trail` is what lies above it. */
export function PageHead(props: {
  trail: readonly (readonly [name: string, to: string])[];
  title: React.ReactNode;
  actions?: React.ReactNode;
}): React.ReactElement {
  return (
    <header style={{ marginBottom: 20 }}>
      <nav aria-label="Where you are" style={{ fontSize: 14, marginBottom: 10, lineHeight: 1.5 }}>
        <Go to="/admin">Overview</Go>
        {props.trail.map(([name, to]) => (
          <React.Fragment key={to}>
            <span style={{ color: SOFT }}> / </span>
            <Go to={to}>{visible(name)}</Go>
          </React.Fragment>
        ))}
      </nav>
      <div
        style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', justifyContent: 'space-between' }}
      >
        <h2
          style={{ fontSize: 24, lineHeight: 1.3, color: INK, fontWeight: 500, overflowWrap: 'anywhere', minWidth: 0 }}
        >
          {props.title}
        </h2>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>{props.actions}</div>
      </div>
    </header>
  );
}
