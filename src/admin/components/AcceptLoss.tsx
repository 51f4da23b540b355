import { Box, Button } from '@adminjs/design-system';
import { useNotice } from 'adminjs';
import React, { useState } from 'react';
import { call, messageOf } from './api';
import type { Job, Source } from './shapes';

/** The way on when more than half of the tables have vanished: a person says that it is right. */
export default function AcceptLoss(props: { source: Source; onStarted: () => void }): React.ReactElement {
  const { source, onStarted } = props;
  const notify = useNotice();
  const [busy, setBusy] = useState(false);
  const accept = async (): Promise<void> => {
    setBusy(true);
    try {
      const { job } = await call<{ job: Job }>(`/sql-dbs/${source.id}/db-elements`, 'POST', { acceptLoss: true });
      notify({ message: `Job ${job.number} was started; it publishes the loss.`, type: 'success' });
    } catch (error) {
      notify({ message: messageOf(error), type: 'error' });
    } finally {
      setBusy(false);
      onStarted();
    }
  };
  return (
    <Box mb="lg">
      <Button type="button" variant="outlined" color="danger" disabled={busy} onClick={() => void accept()}>
        Accept the loss and publish
      </Button>
    </Box>
  );
}
