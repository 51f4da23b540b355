import {
  Badge,
  Box,
  Loader,
  MessageBox,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Text,
} from '@adminjs/design-system';
import React from 'react';
import { BASE } from './api';
import { nameText } from './format';

const VARIANTS: Record<string, 'success' | 'danger' | 'info' | 'primary' | 'default' | 'light'> = {
  completed: 'success',
  failed: 'danger',
  running: 'primary',
  pending: 'info',
  cancelled: 'default',
  idle: 'light',
};

/** A status as a coloured word; `errors` says that a completed run left something unread. */
export function Status({ value, errors = false }: { value: string; errors?: boolean }): React.ReactElement {
  const word = value.toLowerCase();
  const text = errors && word === 'completed' ? 'COMPLETED WITH ERRORS' : word.toUpperCase();
  return (
    <Badge variant={errors ? 'info' : (VARIANTS[word] ?? 'default')} size="sm" data-status={word}>
      {text}
    </Badge>
  );
}

/** A white card with a title and, at its right, what can be done. */
export function Card(props: {
  title?: React.ReactNode;
  actions?: React.ReactNode;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <Box variant="card" bg="white" p="xl" mb="xl" style={{ minWidth: 0, overflowX: 'auto' }}>
      {(props.title || props.actions) && (
        <Box flex justifyContent="space-between" alignItems="center" mb="lg" style={{ gap: 12, flexWrap: 'wrap' }}>
          <Text as="h3" fontSize="h5" fontWeight="bold" m={0}>
            {props.title}
          </Text>
          <Box flex style={{ gap: 8, flexWrap: 'wrap' }}>
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
          <Text fontSize="sm" color="grey60" mb="xs">
            {name}
          </Text>
          <Text as="div" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {value ?? '–'}
          </Text>
        </Box>
      ))}
    </Box>
  );
}

export function Notice({
  kind,
  children,
}: {
  kind: 'info' | 'danger' | 'success';
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <Box mb="lg" role={kind === 'danger' ? 'alert' : 'status'}>
      <MessageBox variant={kind} message="" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {children}
      </MessageBox>
    </Box>
  );
}

/** What is shown until there is data: a spinner, or the error with a way to try again. */
export function Waiting({ error }: { error: string | null }): React.ReactElement {
  return error ? <Notice kind="danger">{error}</Notice> : <Loader />;
}

/** A link to a place of this application; `path` begins after the base path. */
export function Go({ to, children }: { to: string; children: React.ReactNode }): React.ReactElement {
  return (
    <a href={`${BASE}${to}`} style={{ color: '#3040D6', textDecoration: 'none' }}>
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
                style={{ overflowWrap: 'anywhere', verticalAlign: 'top', maxWidth: 420 }}
              >
                {cell}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
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
      style={{ height: 10, borderRadius: 5, background: '#e6e8f0', overflow: 'hidden' }}
    >
      <Box style={{ height: '100%', width, background: '#3040D6', transition: 'width .3s' }} />
    </Box>
  );
}
