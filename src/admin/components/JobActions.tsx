import { Button } from '@adminjs/design-system';
import { useNotice } from 'adminjs';
import React, { useState } from 'react';
import { adminPath, ApiError, call, deleteRecord, messageOf, recordPath } from './api';
import { hasEnded } from './job-words';
import type { Job } from './shapes';
import type { Role } from './use-me';

const WHAT_GOES =
  'Delete this job? Its log, its indicators, its files and the jobs that are parts of it go for good. ' +
  'It is refused while another job uses one of its files.';

/** The buttons of a job, as far as the person may use them. */
export default function JobActions(props: { job: Job; may: (role: Role) => boolean }): React.ReactElement | null {
  const { job, may } = props;
  const notify = useNotice();
  const [busy, setBusy] = useState<string | null>(null);
  if (!may('operator')) return null;
  const act = async (what: string, work: () => Promise<void>): Promise<void> => {
    setBusy(what);
    try {
      await work();
    } catch (error) {
      const holder = error instanceof ApiError ? (error.problem['job'] as { id?: string } | undefined) : undefined;
      notify({ message: messageOf(error), type: holder ? 'info' : 'error' });
      setBusy(null);
    }
  };
  const cancel = (): Promise<void> =>
    act('cancel', async () => {
      await call(`/jobs/${job.id}/cancel`, 'POST');
      notify({ message: 'The job is being cancelled.', type: 'info' });
    });
  const retry = (): Promise<void> =>
    act('retry', async () => {
      const made = await call<Job>(`/jobs/${job.id}/retry`, 'POST');
      window.location.assign(recordPath('Job', made.id));
    });
  const remove = (): Promise<void> =>
    act('delete', async () => {
      if (!window.confirm(WHAT_GOES)) return setBusy(null);
      await deleteRecord('Job', job.id);
      window.location.assign(adminPath('/resources/Job'));
    });
  // A batch is never run itself: its parts are what can be cloned.
  const groups = job.attempt === 0 && (job.children?.length ?? 0) > 0;
  return (
    <>
      {!hasEnded(job.status) && (
        <Button type="button" variant="outlined" color="danger" disabled={busy !== null} onClick={() => void cancel()}>
          {busy === 'cancel' ? 'Cancelling…' : 'Cancel'}
        </Button>
      )}
      {hasEnded(job.status) && (
        <Button type="button" variant="outlined" disabled={busy !== null} onClick={() => void retry()}>
          {busy === 'retry' ? 'Starting…' : 'Retry'}
        </Button>
      )}
      {!groups && (
        <Button as="a" variant="outlined" href={adminPath(`/resources/Job/actions/new?clone=${job.id}`)}>
          Clone…
        </Button>
      )}
      {hasEnded(job.status) && (
        <Button type="button" variant="text" color="danger" disabled={busy !== null} onClick={() => void remove()}>
          Delete
        </Button>
      )}
    </>
  );
}
