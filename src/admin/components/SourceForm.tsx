import { Box, Button, Input, Label, TextArea } from '@adminjs/design-system';
import type { ActionProps } from 'adminjs';
import React, { useEffect, useState } from 'react';
import { ApiError, call, messageOf, recordPath } from './api';
import { visible } from './format';
import { Card, Notice, PageHead, SOFT, Waiting } from './parts';
import type { Page, Source } from './shapes';
import { connectionBody, draftOf, PORTS, sourceBody, type Draft } from './source-draft';
import { useApi } from './use-api';
import { ENGINE_NAMES, MODE_NAMES, schemaWord, TLS_NAMES } from './words';

type Probe =
  | { ok: true; version: string; latencyMs: number; schemas: string[]; warnings: string[] }
  | { ok: false; failure: string; message: string };

const WIDE = { width: '100%' } as const;
const { sqlite, ...SERVERS } = ENGINE_NAMES;
const ENGINES = { ...SERVERS, sqlite: `${sqlite} (a file)` };
const COLUMNS = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))',
  gap: '16px 24px',
} as const;

function Field(props: {
  id: keyof Draft;
  label: string;
  help?: string;
  error?: string;
  required?: boolean;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <Box style={{ minWidth: 0 }}>
      <Label htmlFor={props.id} required={props.required ?? false}>
        {props.label}
      </Label>
      {props.children}
      {props.help && <div style={{ color: SOFT, fontSize: 12.5, lineHeight: 1.5, marginTop: 4 }}>{props.help}</div>}
      {props.error && (
        <div style={{ color: '#98210f', fontSize: 12.5, lineHeight: 1.5, marginTop: 4 }} role="alert">
          {props.error}
        </div>
      )}
    </Box>
  );
}

/** The form of a source, new or known: only the fields that its engine has, the password write-only, a test before saving. */
function Form({ source }: { source: Source | null }): React.ReactElement {
  const [draft, setDraft] = useState<Draft>(() => draftOf(source));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState<'save' | 'test' | null>(null);
  const [probe, setProbe] = useState<Probe | null>(null);
  const { data: workspaces } = useApi<Page<{ id: string; name: string; isDefault?: boolean }>>('/workspaces?limit=500');
  const set = (field: keyof Draft, value: string): void => {
    setDraft((old) => ({ ...old, [field]: value }));
    setErrors(({ [field]: _gone, ...rest }) => rest);
    setProbe(null);
  };
  useEffect(() => {
    const first = workspaces?.items.find((w) => w.isDefault) ?? workspaces?.items[0];
    if (draft.workspaceId === '' && first) set('workspaceId', first.id);
  }, [workspaces]);
  const text = (
    id: keyof Draft,
    label: string,
    extra: { type?: string; help?: string; required?: boolean; placeholder?: string } = {},
  ): React.ReactElement => (
    <Field id={id} label={label} help={extra.help} error={errors[id]} required={extra.required}>
      <Input
        id={id}
        name={id}
        type={extra.type ?? 'text'}
        autoComplete={extra.type === 'password' ? 'new-password' : 'off'}
        placeholder={extra.placeholder}
        value={draft[id]}
        onChange={(e: React.ChangeEvent<HTMLInputElement>) => set(id, e.target.value)}
        style={WIDE}
      />
    </Field>
  );
  const area = (id: keyof Draft, label: string, help?: string): React.ReactElement => (
    <Field id={id} label={label} help={help} error={errors[id]}>
      <TextArea
        id={id}
        name={id}
        rows={3}
        width={1}
        value={draft[id]}
        onChange={(e: React.ChangeEvent<HTMLTextAreaElement>) => set(id, e.target.value)}
      />
    </Field>
  );
  const choice = (id: keyof Draft, label: string, values: Record<string, string>): React.ReactElement => (
    <Field id={id} label={label} error={errors[id]}>
      <select
        id={id}
        name={id}
        value={draft[id]}
        onChange={(e) => set(id, e.target.value)}
        style={{
          ...WIDE,
          padding: '0 8px',
          border: '1px solid #7d8a99',
          borderRadius: 2,
          background: 'white',
          fontSize: 14,
          height: 34,
        }}
      >
        {Object.entries(values).map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </Field>
  );
  const failed = (error: unknown): void => {
    const list = error instanceof ApiError ? (error.problem.errors ?? []) : [];
    const wrong = list.map((e) => [e.path.split('.')[0] ?? '', e.message] as const);
    setErrors(Object.fromEntries(wrong));
    setProblem(list.length > 0 ? 'Some fields need another look; each says why.' : messageOf(error));
    // To the first one, in the order of the form and not of the answer.
    const fields = [...document.querySelectorAll<HTMLElement>('form [name]')];
    fields.find((field) => wrong.some(([name]) => name === field.id))?.focus();
  };
  const act = async (what: 'save' | 'test', work: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      failed(error);
    } finally {
      setBusy(null);
    }
  };
  const save = (): Promise<void> =>
    act('save', async () => {
      const body = sourceBody(draft);
      const saved = source
        ? await call<Source>(`/sql-dbs/${source.id}`, 'PATCH', { ...body, version: source.version })
        : await call<Source>('/sql-dbs', 'POST', body);
      window.location.assign(recordPath('SqlDb', saved.id));
    });
  const test = (): Promise<void> =>
    act('test', async () =>
      setProbe(
        await call<Probe>('/sql-dbs/test', 'POST', { ...connectionBody(draft), ...(source ? { id: source.id } : {}) }),
      ),
    );
  const file = draft.engine === 'sqlite';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <PageHead
        trail={[
          ['Sources', '/admin/resources/SqlDb'],
          ...(source ? [[source.name, `/admin/resources/SqlDb/records/${source.id}/show`] as const] : []),
        ]}
        title={source ? 'Edit' : 'Add a source'}
      />
      <Card title="What it is">
        <Box style={COLUMNS}>
          {text('name', 'Name', { required: true, placeholder: 'Billing (production)' })}
          {choice('engine', 'Engine', ENGINES)}
          {choice('workspaceId', 'Workspace', Object.fromEntries((workspaces?.items ?? []).map((w) => [w.id, w.name])))}
          {choice('mode', 'Mode', MODE_NAMES)}
        </Box>
      </Card>
      <Card
        title="Connection"
        actions={
          <Button type="button" variant="outlined" disabled={busy !== null} onClick={() => void test()}>
            {busy === 'test' ? 'Testing…' : 'Test connection'}
          </Button>
        }
      >
        {probe &&
          (probe.ok ? (
            <Notice kind="success">{`Connected in ${Math.round(probe.latencyMs)} ms: ${visible(probe.version)}. Visible ${schemaWord(draft.engine).toLowerCase()}s: ${visible(probe.schemas.join(', ')) || 'none'}.${probe.warnings.map((w) => `\n${visible(w)}`).join('')}`}</Notice>
          ) : (
            <Notice kind="danger">{visible(probe.message)}</Notice>
          ))}
        <Box style={COLUMNS}>
          {file ? (
            text('path', 'File', {
              required: true,
              help: 'On the server, inside one of the directories it allows.',
              placeholder: '/srv/data/shop.sqlite',
            })
          ) : (
            <>
              {text('host', 'Host', { required: true })}
              {text('port', 'Port', { placeholder: PORTS[draft.engine] })}
              {text('database', 'Database', {
                required: draft.engine === 'postgresql' || draft.schemas.trim() === '',
                help: draft.engine === 'postgresql' ? undefined : 'Or list several below, under "What is read".',
              })}
              {text('user', 'User', { required: true })}
              {text('password', 'Password', {
                type: 'password',
                help: source?.hasPassword
                  ? 'One is kept. Leave this empty to keep it; a new place or user asks for it again.'
                  : 'Kept encrypted, never shown again.',
              })}
              {text('passwordReference', 'or a reference to it', {
                placeholder: 'env:BILLING_PASSWORD or file:billing',
                help: 'In place of a password.',
              })}
              {choice('tlsMode', 'TLS', TLS_NAMES)}
              {draft.tlsMode.startsWith('verify') &&
                area('tlsCa', 'Certificate of the authority', 'PEM; empty for the public authorities.')}
            </>
          )}
        </Box>
      </Card>
      <Card title="What is read">
        <Box style={COLUMNS}>
          {!file &&
            area(
              'schemas',
              `${schemaWord(draft.engine)}s`,
              draft.engine === 'postgresql'
                ? 'One a line; empty: all that belong to users.'
                : 'One a line; empty: the database above alone.',
            )}
          {area('include', 'Include', 'Patterns over table or schema.table, one a line, such as order_* ; empty: all.')}
          {area('exclude', 'Exclude', 'Patterns, one a line, such as *_backup.')}
        </Box>
      </Card>
      <Card title="About it">
        <Box style={COLUMNS}>
          {text('language', 'Language', { placeholder: 'en', help: 'Of its names and comments.' })}
          {area('tags', 'Tags', 'One a line.')}
          {area('description', 'Description')}
        </Box>
      </Card>
      {problem && <Notice kind="danger">{visible(problem)}</Notice>}
      <Button type="submit" variant="contained" disabled={busy !== null}>
        {busy === 'save' ? 'Saving…' : 'Save'}
      </Button>
    </form>
  );
}

/** New and edit. */
export default function SourceForm({ record }: ActionProps): React.ReactElement {
  const id = record?.id ? String(record.id) : null;
  const { data, error } = useApi<Source>(id ? `/sql-dbs/${id}` : null);
  if (id && !data) return <Waiting error={error} />;
  return <Form source={data} />;
}
