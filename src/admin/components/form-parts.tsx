import { Label } from '@adminjs/design-system';
import React from 'react';
import { visible } from './format';
import { SOFT } from './parts';

const DANGER = '#98210f';
const NOTE = { fontSize: 12.5, lineHeight: 1.5, marginTop: 4, overflowWrap: 'anywhere' } as const;

/** A control of the browser, in the look of the design system. */
export const CONTROL = {
  width: '100%',
  minHeight: 36,
  padding: '6px 10px',
  border: '1px solid #7d8a99',
  borderRadius: 2,
  background: 'white',
  fontSize: 14,
  lineHeight: 1.4,
} as const;

/** Ids of what a control is described by; for `aria-describedby`. */
export const describedBy = (id: string): string => `${id}-help ${id}-error`;

/** What a field is for, and what is wrong with it. */
export function FieldNotes(props: {
  id: string;
  help?: string | undefined;
  error?: string | undefined;
}): React.ReactElement {
  const { id, help, error } = props;
  return (
    <>
      {help && (
        <div id={`${id}-help`} style={{ ...NOTE, color: SOFT }}>
          {visible(help)}
        </div>
      )}
      {error && (
        <div id={`${id}-error`} role="alert" style={{ ...NOTE, color: DANGER }}>
          {visible(error)}
        </div>
      )}
    </>
  );
}

/** A control with its name above it, and below it what it is for and what is wrong with it. */
export function Labelled(props: {
  id: string;
  label: string;
  required?: boolean;
  help?: string | undefined;
  error?: string | undefined;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <div style={{ minWidth: 0, marginBottom: 20 }} data-field={props.id}>
      <Label htmlFor={props.id} required={props.required ?? false}>
        {visible(props.label)}
      </Label>
      {props.children}
      <FieldNotes id={props.id} help={props.help} error={props.error} />
    </div>
  );
}
