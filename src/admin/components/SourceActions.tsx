import { Button } from '@adminjs/design-system';
import { useNotice, type RecordJSON } from 'adminjs';
import React, { useState } from 'react';
import { adminPath, ApiError, call, messageOf, recordPath } from './api';
import type { Job, Source } from './shapes';

const WHAT_GOES =
  'Delete this source? Its tables, columns, relationships, what people wrote about them and the history of its changes ' +
  'go for good. Its jobs and their logs stay. The database itself is not touched.';

/** The buttons of a source, as far as the person may use them; each start says which job it made. */
export default function SourceActions(props: {
  source: Source;
  record?: RecordJSON;
  live: boolean;
  onStarted: () => void;
}): React.ReactElement {
  const { source, live, onStarted } = props;
  const notify = useNotice();
  const [busy, setBusy] = useState(false);
  const may = (action: string): boolean => props.record?.recordActions.some(({ name }) => name === action) ?? false;
  const act = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      const code = error instanceof ApiError ? error.problem.code : undefined;
      notify({ message: messageOf(error), type: code === 'slot-taken' ? 'info' : 'error' });
      onStarted();
    } finally {
      setBusy(false);
    }
  };
  const start = (path: string, follow: boolean): Promise<void> =>
    act(async () => {
      const answer = await call<{ job: Job; note?: string | null }>(`/sql-dbs/${source.id}/${path}`, 'POST', {});
      const { job, note } = answer;
      if (follow) return window.location.assign(recordPath('Job', job.id));
      notify({ message: `${note ? `${note}. ` : ''}Job ${job.number} was started.`, type: 'success' });
      onStarted();
    });
  const remove = async (): Promise<void> => {
    if (!window.confirm(WHAT_GOES)) return;
    await act(async () => {
      await call(`/sql-dbs/${source.id}`, 'DELETE');
      window.location.assign(adminPath('/resources/SqlDb'));
    });
  };
  return (
    <>
      {may('discover') && (
        <Button
          type="button"
          variant="contained"
          disabled={busy || live}
          onClick={() => void start('db-elements', false)}
        >
          {live ? 'Discovering…' : 'Discover'}
        </Button>
      )}
      {may('testConnection') && (
        <Button type="button" variant="outlined" disabled={busy} onClick={() => void start('test-connection', true)}>
          Test connection
        </Button>
      )}
      {may('discover') && (
        <Button as="a" variant="outlined" href={adminPath(`/resources/Job/actions/new?sqlDb=${source.id}`)}>
          Run…
        </Button>
      )}
      {may('discover') && (
        <Button as="a" variant="outlined" href={adminPath(`/resources/Schedule/actions/new?sqlDb=${source.id}`)}>
          Schedule…
        </Button>
      )}
      {may('edit') && (
        <Button as="a" variant="outlined" href={recordPath('SqlDb', source.id, 'edit')}>
          Edit
        </Button>
      )}
      {may('reset') && (
        <Button as="a" variant="outlined" href={recordPath('SqlDb', source.id, 'reset')}>
          Reset
        </Button>
      )}
      {may('delete') && (
        <Button type="button" variant="text" color="danger" disabled={busy} onClick={() => void remove()}>
          Delete
        </Button>
      )}
    </>
  );
}
