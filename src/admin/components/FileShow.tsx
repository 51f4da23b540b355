import { Button } from '@adminjs/design-system';
import { useNotice, type ActionProps } from 'adminjs';
import React, { useState } from 'react';
import { adminPath, call, messageOf } from './api';
import Copy from './Copy';
import { dateTime, nameText, plural, size, visible } from './format';
import { contentUrl } from './JobFiles';
import { Card, Facts, Go, PageHead, Waiting } from './parts';
import type { FileRow, Job } from './shapes';
import { useApi } from './use-api';
import { useMay } from './use-me';

function Origin({ file }: { file: FileRow }): React.ReactElement {
  const { data: job } = useApi<Job>(file.jobId ? `/jobs/${file.jobId}` : null);
  if (file.jobId) {
    return <Go to={`/admin/resources/Job/records/${file.jobId}/show`}>{job ? `Job ${job.number}` : 'a job'}</Go>;
  }
  return <>{file.source ? `Imported by ${visible(file.source.importedByName)}` : 'Imported'}</>;
}

/** The page of a file: what it is, where it came from, its content to be saved. */
export default function FileShow({ record }: ActionProps): React.ReactElement {
  const id = String(record?.id ?? '');
  const { data: file, error } = useApi<FileRow>(`/files/${id}`);
  const may = useMay(file?.workspaceId);
  const notify = useNotice();
  const [busy, setBusy] = useState(false);
  if (!file) return <Waiting error={error} />;
  const remove = async (): Promise<void> => {
    if (!window.confirm('Delete this file? One that a job uses is kept.')) return;
    setBusy(true);
    try {
      await call(`/files/${id}`, 'DELETE');
      window.location.assign(adminPath('/resources/File'));
    } catch (problem) {
      notify({ message: messageOf(problem), type: 'error' });
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead
        trail={[['Files', '/admin/resources/File']]}
        title={nameText(file.name)}
        actions={
          <>
            <Button as="a" variant="contained" href={contentUrl(id)} download={file.name}>
              Download
            </Button>
            {file.jobId === null && may('editor') && (
              <Button type="button" variant="text" color="danger" disabled={busy} onClick={() => void remove()}>
                Delete
              </Button>
            )}
          </>
        }
      />
      <Card>
        <Facts
          rows={[
            ['From', <Origin key="o" file={file} />],
            ['Type', visible(file.type)],
            ['Size', file.size < 1000 ? size(file.size) : `${size(file.size)} (${plural(file.size, 'byte')})`],
            ['Made', dateTime(file.createdAt)],
            ...(file.annotation ? ([['What it is', visible(file.annotation)]] as const) : []),
            ...(file.source ? ([['Given as', nameText(file.source.name)]] as const) : []),
            [
              'SHA-256',
              <span key="c">
                <code data-sha256={file.sha256}>{file.sha256}</code>
                <Copy text={file.sha256} what="the SHA-256 checksum" />
              </span>,
            ],
          ]}
        />
      </Card>
    </>
  );
}
