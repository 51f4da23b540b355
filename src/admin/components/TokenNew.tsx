import { Box, Button, Input, Label } from '@adminjs/design-system';
import React, { useRef, useState } from 'react';
import { adminPath, ApiError, call, messageOf } from './api';
import { dateTime, visible } from './format';
import { Card, Facts, Notice, PageHead, SOFT, Text } from './parts';

interface MadeToken {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  /** The token itself: only this answer has it. */
  readonly token: string;
}

const SCOPES: readonly (readonly [scope: string, what: string])[] = [
  ['read', 'Read the catalogue and the jobs'],
  ['run', 'Start, cancel and reset jobs'],
  ['edit', 'Write descriptions, tags and manual relationships'],
  ['admin', 'Everything that you may do'],
];
const DAY_MS = 86_400_000;
const LIFETIMES = { '30': 'In 30 days', '90': 'In 90 days', '365': 'In a year', date: 'On a day…', never: 'Never' };
const SELECT = { padding: '0 8px', border: '1px solid #7d8a99', borderRadius: 2, background: 'white', height: 34 };

/** When the token ends; null: never. The last moment of a chosen day counts still. */
function endOf(lifetime: string, day: string): string | null {
  if (lifetime === 'never') return null;
  if (lifetime === 'date') return day === '' ? '' : new Date(`${day}T23:59:59`).toISOString();
  return new Date(Date.now() + Number(lifetime) * DAY_MS).toISOString();
}

/** The token, this once: to be read, selected and copied. */
function Made({ made }: { made: MadeToken }): React.ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async (): Promise<void> => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(made.token);
      setCopied(true);
    } catch {
      // No clipboard without TLS: what is selected is copied the old way, or by the keyboard.
      setCopied(document.execCommand('copy'));
    }
  };
  return (
    <Card title="Your token">
      <Notice kind="info">Copy it now: it is shown this once and cannot be had again.</Notice>
      <Box flex mb="lg" style={{ gap: 8, flexWrap: 'wrap' }}>
        <input
          ref={field}
          id="token-text"
          aria-label="The token"
          readOnly
          value={made.token}
          onFocus={(event) => event.target.select()}
          style={{ ...SELECT, flex: '1 1 320px', minWidth: 0, height: 38, font: '14px/24px ui-monospace, monospace' }}
        />
        <Button type="button" variant="contained" onClick={() => void copy()}>
          Copy
        </Button>
      </Box>
      {copied !== null && (
        <Text mb="lg" role="status">
          {copied ? 'Copied.' : 'It could not be copied by itself: it is selected, press Ctrl+C or ⌘C.'}
        </Text>
      )}
      <Facts
        rows={[
          ['Name', visible(made.name)],
          ['Scopes', made.scopes.join(', ')],
          ['Expires', made.expiresAt === null ? 'never' : dateTime(made.expiresAt)],
          ['How it is sent', 'Authorization: Bearer <the token>'],
        ]}
      />
      <Box mt="xl">
        <Button as="a" variant="outlined" href={adminPath('/resources/ApiToken')}>
          Done
        </Button>
      </Box>
    </Card>
  );
}

function Wrong({ text }: { text: string | undefined }): React.ReactElement | null {
  return text === undefined ? null : (
    <div style={{ color: '#98210f', fontSize: 12.5, lineHeight: 1.5, marginTop: 4 }} role="alert">
      {visible(text)}
    </div>
  );
}

/** Makes an API token for whoever is signed in, by POST alone: opening a link makes none. */
export default function TokenNew(): React.ReactElement {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(['read']);
  const [lifetime, setLifetime] = useState('90');
  const [day, setDay] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<MadeToken | null>(null);
  const list = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  const wrong = (field: string): string | undefined => list.find(({ path }) => path.split('.')[0] === field)?.message;
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const body = { name, scopes, expiresAt: endOf(lifetime, day) };
      setMade(await call<MadeToken>('/tokens', 'POST', body));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const toggle = (scope: string, on: boolean): void =>
    setScopes((old) => (on ? [...old, scope] : old.filter((one) => one !== scope)));
  return (
    <>
      <PageHead trail={[['API tokens', '/admin/resources/ApiToken']]} title="Make a token" />
      {made ? (
        <Made made={made} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          <Card>
            <Text mb="lg">A token acts for you, within its scopes and never beyond what your role allows.</Text>
            {error !== null && <Notice kind="danger">{visible(messageOf(error))}</Notice>}
            <Box mb="lg">
              <Label htmlFor="token-name" required>
                What it is for
              </Label>
              <Input
                id="token-name"
                value={name}
                maxLength={120}
                placeholder="nightly discovery"
                autoComplete="off"
                onChange={(event: React.ChangeEvent<HTMLInputElement>) => setName(event.target.value)}
                style={{ width: '100%' }}
              />
              <Wrong text={wrong('name')} />
            </Box>
            <fieldset style={{ border: 0, padding: 0, margin: '0 0 24px' }}>
              <legend style={{ fontSize: 12.5, marginBottom: 6 }}>What it may do</legend>
              {SCOPES.map(([scope, what]) => (
                <div key={scope} style={{ fontSize: 14, lineHeight: 1.9 }}>
                  <label>
                    <input
                      type="checkbox"
                      name="scopes"
                      value={scope}
                      checked={scopes.includes(scope)}
                      onChange={(event) => toggle(scope, event.target.checked)}
                    />{' '}
                    {what} <span style={{ color: SOFT }}>({scope})</span>
                  </label>
                </div>
              ))}
              <Wrong text={wrong('scopes')} />
            </fieldset>
            <Box mb="xl">
              <Label htmlFor="token-lifetime">When it expires</Label>
              <Box flex style={{ gap: 8, flexWrap: 'wrap' }}>
                <select
                  id="token-lifetime"
                  value={lifetime}
                  onChange={(event) => setLifetime(event.target.value)}
                  style={SELECT}
                >
                  {Object.entries(LIFETIMES).map(([value, shown]) => (
                    <option key={value} value={value}>
                      {shown}
                    </option>
                  ))}
                </select>
                {lifetime === 'date' && (
                  <input
                    type="date"
                    aria-label="The last day"
                    value={day}
                    onChange={(event) => setDay(event.target.value)}
                    style={SELECT}
                  />
                )}
              </Box>
              <Wrong text={wrong('expiresAt')} />
            </Box>
            <Button
              type="submit"
              variant="contained"
              disabled={busy || name.trim() === '' || scopes.length === 0 || (lifetime === 'date' && day === '')}
            >
              {busy ? 'Making…' : 'Make the token'}
            </Button>
          </Card>
        </form>
      )}
    </>
  );
}
