import { Button, Input, TextArea } from '@adminjs/design-system';
import React from 'react';
import FileField from './FileField';
import { CONTROL, describedBy, FieldNotes, Labelled } from './form-parts';
import { visible } from './format';
import { LINE } from './parts';
import Picker, { type Choice } from './Picker';
import { draftOf, type Draft, type DraftFields } from './run-draft';
import { askedFields, fieldPath, kindOf, type FieldSchema } from './task-shapes';
import { fieldName } from './words';

/** What all fields of a form share. */
export interface FormContext {
  /** What is wrong, by path. */
  readonly problems: Readonly<Record<string, string>>;
  /** Where files are looked for. */
  readonly workspaceId: string | null;
  readonly onSource: (choice: Choice | null) => void;
  /** What was wrong with a field is forgotten once the person writes there. */
  readonly onEdited: (path: string) => void;
}

interface FieldProps {
  readonly path: string;
  readonly name: string;
  /** In place of what the schema says, such as of an item of a list. */
  readonly label?: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
  readonly draft: Draft;
  readonly context: FormContext;
  readonly onChange: (draft: Draft) => void;
}

/** The id of a field's control, as it stands in the page. */
export const controlId = (path: string): string => `input-${path}`;

/** A group with a frame, its name and what it is for; lists and nested objects. */
function Group(props: { field: FieldProps; label: string; children: React.ReactNode }): React.ReactElement {
  const { path, schema, required, context } = props.field;
  return (
    <fieldset
      id={controlId(path)}
      tabIndex={-1}
      data-field={controlId(path)}
      style={{ minWidth: 0, marginBottom: 20, padding: '12px 16px', border: `1px solid ${LINE}`, borderRadius: 6 }}
    >
      <legend style={{ padding: '0 6px', fontSize: 13, fontWeight: 500 }}>
        {visible(props.label)}
        {required ? ' *' : ''}
      </legend>
      <FieldNotes id={controlId(path)} help={schema.description} error={context.problems[path]} />
      <div style={{ marginTop: 12 }}>{props.children}</div>
    </fieldset>
  );
}

type Titled = FieldProps & { readonly label: string };

function ListField(props: Titled): React.ReactElement {
  const { path, schema, draft, context, onChange, label } = props;
  const items = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  const item = schema.items ?? {};
  const most = schema.maxItems ?? Infinity;
  return (
    <Group field={props} label={label}>
      {items.map((one, index) => (
        // Items have nothing but their place to be told apart by.
        <div key={index} style={{ display: 'flex', gap: 8, alignItems: 'flex-start' }}>
          <div style={{ flex: 1, minWidth: 0 }}>
            <TaskField
              path={`${path}[${index}]`}
              name={label}
              label={`${label} ${index + 1}`}
              schema={item}
              required={false}
              draft={one}
              context={context}
              onChange={(next) => onChange(items.map((old, i) => (i === index ? next : old)))}
            />
          </div>
          <Button
            type="button"
            size="sm"
            variant="text"
            style={{ marginTop: 26 }}
            aria-label={`Remove ${label} ${index + 1}`}
            onClick={() => onChange(items.filter((_, i) => i !== index))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button
        type="button"
        size="sm"
        variant="outlined"
        disabled={items.length >= most}
        aria-label={`Add to ${label}`}
        onClick={() => onChange([...items, draftOf(item, undefined)])}
      >
        Add
      </Button>
    </Group>
  );
}

function ObjectField(props: Titled): React.ReactElement {
  const { path, schema, draft, context, onChange, label } = props;
  return (
    <Group field={props} label={label}>
      <TaskFields
        path={path}
        schema={schema}
        draft={draft as DraftFields}
        context={context}
        onChange={(next) => onChange(next)}
      />
    </Group>
  );
}

/** The fields of an object, in the order in which the task declares them. */
export function TaskFields(props: {
  path: string;
  schema: FieldSchema;
  draft: DraftFields;
  context: FormContext;
  onChange: (draft: DraftFields) => void;
}): React.ReactElement {
  const { path, schema, draft, context, onChange } = props;
  return (
    <>
      {askedFields(schema).map(([name, field]) => (
        <TaskField
          key={name}
          path={fieldPath(path, name)}
          name={name}
          schema={field}
          required={schema.required?.includes(name) ?? false}
          draft={draft[name] ?? ''}
          context={context}
          onChange={(next) => onChange({ ...draft, [name]: next })}
        />
      ))}
    </>
  );
}

/** One field of a task's form, of whatever kind. */
export default function TaskField(props: FieldProps): React.ReactElement {
  const { path, schema, required, draft, context } = props;
  const onChange = (next: Draft): void => {
    context.onEdited(path);
    props.onChange(next);
  };
  const label = props.label ?? schema.title ?? fieldName(props.name);
  const kind = kindOf(schema);
  const id = controlId(path);
  const text = typeof draft === 'string' ? draft : '';
  if (kind === 'list') return <ListField {...props} label={label} onChange={onChange} />;
  if (kind === 'object') return <ObjectField {...props} label={label} onChange={onChange} />;
  const error = context.problems[path];
  const unit = schema['x-unit'];
  const notes = { id, required, help: helpOf(schema), error, label: unit ? `${label} (${unit})` : label };
  const aria = { 'aria-invalid': error !== undefined, 'aria-describedby': describedBy(id) };
  if (kind === 'flag') {
    return (
      <div style={{ marginBottom: 20 }} data-field={id}>
        <label style={{ fontSize: 14, lineHeight: 1.5 }}>
          <input
            id={id}
            type="checkbox"
            checked={draft === true}
            {...aria}
            onChange={(event) => onChange(event.target.checked)}
          />{' '}
          {visible(label)}
        </label>
        <FieldNotes id={id} help={schema.description} error={error} />
      </div>
    );
  }
  return (
    <Labelled {...notes}>
      {kind === 'source' || kind === 'workspace' || kind === 'job' ? (
        <Picker
          id={id}
          list={kind === 'source' ? '/sql-dbs' : kind === 'workspace' ? '/workspaces' : '/jobs'}
          value={text}
          placeholder={`Choose a ${kind}…`}
          onChoose={(choice) => {
            if (kind === 'source') context.onSource(choice);
            if ((choice?.value ?? '') !== text) onChange(choice?.value ?? '');
          }}
        />
      ) : kind === 'file' ? (
        <FileField
          id={id}
          value={text}
          workspaceId={context.workspaceId}
          type={schema['x-file']?.type}
          extension={schema['x-file']?.extension}
          onChange={onChange}
        />
      ) : kind === 'choice' ? (
        <select id={id} value={text} {...aria} style={CONTROL} onChange={(event) => onChange(event.target.value)}>
          {(!required || text === '') && <option value="">{required ? 'Choose…' : '–'}</option>}
          {(schema.enum ?? []).map((choice) => (
            <option key={choice} value={choice}>
              {visible(choice)}
            </option>
          ))}
        </select>
      ) : schema.format === 'multiline' ? (
        <TextArea
          id={id}
          value={text}
          rows={5}
          width={1}
          {...aria}
          onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)}
        />
      ) : (
        <Input
          id={id}
          value={text}
          inputMode={kind === 'number' ? 'decimal' : undefined}
          autoComplete="off"
          spellCheck={false}
          {...aria}
          onChange={(event: React.ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
          style={{ width: '100%', maxWidth: kind === 'number' ? 220 : undefined }}
        />
      )}
    </Labelled>
  );
}

/** What a field is for, and what it takes. */
function helpOf(schema: FieldSchema): string {
  const { minimum, maximum, minLength, maxLength, format, pattern } = schema;
  const takes = [
    minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}.` : '',
    minimum !== undefined && maximum === undefined ? `At least ${minimum}.` : '',
    minimum === undefined && maximum !== undefined ? `At most ${maximum}.` : '',
    schema.type === 'integer' && minimum === undefined && maximum === undefined ? 'A whole number.' : '',
    minLength !== undefined && minLength > 1 ? `At least ${minLength} characters.` : '',
    maxLength !== undefined && maxLength <= 1000 && !schema.format ? `At most ${maxLength} characters.` : '',
    format === 'glob' ? 'A pattern, such as order_*.' : '',
    pattern === undefined || schema.description ? '' : `A text that matches ${pattern}.`,
    schema['x-file']?.type ? `A file of the type ${schema['x-file'].type}.` : '',
  ];
  return [schema.description ?? '', ...takes].filter(Boolean).join(' ');
}
