import { Box, Button, Input, Label } from '@adminjs/design-system';
import type { ActionProps } from 'adminjs';
import React, { useState } from 'react';
import { ApiError, call, messageOf, recordPath } from './api';
import { visible } from './format';
import { Card, Go, Grid, Notice, PageHead, Text } from './parts';
import type { Job } from './shapes';

interface Named {
  readonly sqlDbId: string;
  readonly name: string;
  /** Something worth knowing, such as that a hung run was ended first. */
  readonly note?: string | null;
}
interface Skipped extends Named {
  readonly reason: string;
  readonly job?: { readonly id: string; readonly number: string } | null;
}
interface Outcome {
  readonly jobs: readonly { readonly id: string; readonly number: string; readonly title?: string }[];
  readonly started: readonly Named[];
  readonly skipped: readonly Skipped[];
}

const TEXTS: Record<string, { title: string; text: string; button: string }> = {
  discover: {
    title: 'Discover',
    text: 'Reads tables, columns, keys and relationships in the background. What people wrote is kept.',
    button: 'Start discovery',
  },
  discoverMany: {
    title: 'Discover',
    text: 'Reads tables, columns, keys and relationships in the background, side by side. What people wrote is kept.',
    button: 'Start discovery',
  },
  testConnection: {
    title: 'Test connection',
    text: 'Reaches the source within ten seconds and says its version, its latency and what is visible.',
    button: 'Test connection',
  },
  testMany: {
    title: 'Test connection',
    text: 'Reaches each source within ten seconds and says its version, its latency and what is visible.',
    button: 'Test connections',
  },
  reset: {
    title: 'Reset',
    text: 'Ends what runs for this source, whatever its state, and sets it to idle. What the catalogue knows stays.',
    button: 'Reset',
  },
  resetMany: {
    title: 'Reset',
    text: 'Ends what runs for these sources, whatever their state, and sets them to idle. What the catalogue knows stays.',
    button: 'Reset',
  },
};

const startOne = async (id: string, path: string, name: string): Promise<Outcome> => {
  const { job } = await call<{ job: Job }>(`/sql-dbs/${id}/${path}`, 'POST', {});
  return { jobs: [job], started: [{ sqlDbId: id, name }], skipped: [] };
};

/** One by one, each failure listed with its reason, so that one source never stops the others. */
async function eachOne(targets: readonly Named[], work: (target: Named) => Promise<Outcome>): Promise<Outcome> {
  const all: { jobs: Outcome['jobs'][number][]; started: Named[]; skipped: Skipped[] } = {
    jobs: [],
    started: [],
    skipped: [],
  };
  for (const target of targets) {
    try {
      const one = await work(target);
      all.jobs.push(...one.jobs);
      all.started.push(...one.started);
    } catch (error) {
      all.skipped.push({ ...target, reason: messageOf(error) });
    }
  }
  return all;
}

async function run(action: string, targets: readonly Named[], reason: string): Promise<Outcome> {
  const first = targets[0];
  if (action === 'discover' && first) return startOne(first.sqlDbId, 'db-elements', first.name);
  if (action === 'discoverMany')
    return call<Outcome>('/sql-dbs/db-elements', 'POST', { ids: targets.map((t) => t.sqlDbId) });
  if (action.startsWith('test')) return eachOne(targets, (t) => startOne(t.sqlDbId, 'test-connection', t.name));
  return eachOne(targets, async (t) => {
    await call(`/sql-dbs/${t.sqlDbId}/db-elements/reset`, 'POST', { reason });
    return { jobs: [], started: [t], skipped: [] };
  });
}

function Done({ outcome, word }: { outcome: Outcome; word: string }): React.ReactElement {
  return (
    <>
      {outcome.started.length > 0 && (
        <Notice kind="success">{`${word}: ${outcome.started.map((s) => visible(s.note ? `${s.name} (${s.note})` : s.name)).join(', ')}`}</Notice>
      )}
      {outcome.jobs.map((job) => (
        <Text key={job.id} mb="default">
          <Go to={`/admin/resources/Job/records/${job.id}/show`}>Watch job {job.number}</Go>
        </Text>
      ))}
      {outcome.skipped.length > 0 && (
        <Card title={`Skipped: ${outcome.skipped.length}`}>
          <Grid
            head={['Source', 'Reason', 'Job']}
            rows={outcome.skipped.map((s) => ({
              key: s.sqlDbId,
              cells: [
                visible(s.name),
                visible(s.reason),
                s.job ? (
                  <Go key="j" to={`/admin/resources/Job/records/${s.job.id}/show`}>
                    {s.job.number}
                  </Go>
                ) : (
                  ''
                ),
              ],
            }))}
          />
        </Card>
      )}
    </>
  );
}

/** Asks once, then starts by POST: opening a link never changes anything. Serves one record and many alike. */
export default function StartAction({ action, record, records }: ActionProps): React.ReactElement {
  const chosen = record ? [record] : (records ?? []);
  const targets = chosen.map((r) => ({ sqlDbId: String(r.id), name: String(r.params['name'] ?? r.id) }));
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | Error | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const words = TEXTS[action.name] ?? { title: action.name, text: '', button: 'Start' };
  const resets = action.name.startsWith('reset');
  const start = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const done = await run(action.name, targets, reason);
      const only = done.jobs[0];
      if (record && only) window.location.assign(recordPath('Job', only.id));
      setOutcome(done);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(messageOf(problem)));
    } finally {
      setBusy(false);
    }
  };
  const body = error instanceof ApiError ? error.problem : null;
  const skipped = (body?.['skipped'] as Skipped[] | undefined) ?? [];
  const liveJob = body?.['job'] as { id: string; number: string } | undefined;
  return (
    <>
      <PageHead
        trail={[
          ['Sources', '/admin/resources/SqlDb'],
          ...(record
            ? [[String(record.params['name']), `/admin/resources/SqlDb/records/${record.id}/show`] as const]
            : []),
        ]}
        title={words.title}
      />
      <Card>
        {error && (
          <Notice kind="danger">
            {visible(error.message)}{' '}
            {liveJob && <Go to={`/admin/resources/Job/records/${liveJob.id}/show`}>Watch job {liveJob.number}</Go>}
          </Notice>
        )}
        {outcome || skipped.length > 0 ? (
          <Done outcome={outcome ?? { jobs: [], started: [], skipped }} word={resets ? 'Reset' : 'Started'} />
        ) : (
          <>
            <Text mb="lg">{words.text}</Text>
            <Box as="ul" mb="lg">
              {targets.map((t) => (
                <li key={t.sqlDbId}>{visible(t.name)}</li>
              ))}
            </Box>
            {resets && (
              <Box mb="lg">
                <Label htmlFor="reset-reason">Reason (kept in the log)</Label>
                <Input
                  id="reset-reason"
                  value={reason}
                  onChange={(e: React.ChangeEvent<HTMLInputElement>) => setReason(e.target.value)}
                  style={{ width: '100%' }}
                />
              </Box>
            )}
            <Button
              type="button"
              variant="contained"
              color={resets ? 'danger' : 'primary'}
              disabled={busy || targets.length === 0 || (resets && reason.trim() === '')}
              onClick={() => void start()}
            >
              {busy ? 'Starting…' : words.button}
            </Button>
          </>
        )}
      </Card>
    </>
  );
}
