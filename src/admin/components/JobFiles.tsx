import React, { useEffect, useState } from 'react';
import { BASE, contentOf, messageOf } from './api';
import Copy from './Copy';
import { nameText, size, visible } from './format';
import { ACCENT, Card, Go, Grid, Notice, SOFT } from './parts';
import type { FileRow, JobFileRow } from './shapes';
import { useApi } from './use-api';

/** The name that the server gives to what a failed run leaves. */
const DIAGNOSTIC = 'diagnostic.txt';
const SHOWN_CHARACTERS = 20_000;

export const contentUrl = (id: string): string => `${BASE}/api/files/${id}/content`;

/** The beginning of a checksum, whole on demand. */
export function Checksum({ sha256 }: { sha256: string }): React.ReactElement {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <code title={`SHA-256 ${sha256}`} data-sha256={sha256}>
        {sha256.slice(0, 12)}…
      </code>
      <Copy text={sha256} what="the SHA-256 checksum" />
    </span>
  );
}

export function Download({ file }: { file: FileRow }): React.ReactElement {
  return (
    <a
      href={contentUrl(file.id)}
      download={file.name}
      aria-label={`Download ${nameText(file.name)}`}
      style={{ color: ACCENT, textDecoration: 'none' }}
    >
      Download
    </a>
  );
}

function Files({ files }: { files: readonly JobFileRow[] }): React.ReactElement {
  return (
    <Grid
      head={['Name', 'As', 'Type', 'Size', 'SHA-256', '']}
      rows={files.map((file) => ({
        key: `${file.id} ${file.parameterName}`,
        cells: [
          <Go key="n" to={`/admin/resources/File/records/${file.id}/show`}>
            {nameText(file.name)}
          </Go>,
          visible(file.parameterName),
          visible(file.type),
          size(file.size),
          <Checksum key="c" sha256={file.sha256} />,
          <Download key="d" file={file} />,
        ],
      }))}
    />
  );
}

function Diagnostic({ file }: { file: JobFileRow }): React.ReactElement {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let live = true;
    contentOf(`/files/${file.id}/content`).then(
      (found) => live && setText(found),
      (error: unknown) => live && setText(messageOf(error)),
    );
    return () => {
      live = false;
    };
  }, [file.id]);
  return (
    <Card title="What is known of the failure" actions={<Download file={file} />}>
      <pre
        data-diagnostic
        tabIndex={0}
        style={{
          margin: 0,
          maxHeight: 320,
          overflow: 'auto',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          fontSize: 12.5,
          lineHeight: 1.5,
        }}
      >
        {text === null ? 'Loading…' : visible(text.slice(0, SHOWN_CHARACTERS))}
      </pre>
    </Card>
  );
}

/** What a job read and what it made; asked for again when its state changes. */
export default function JobFiles({ jobId, status }: { jobId: string; status: string }): React.ReactElement | null {
  const { data, error, reload } = useApi<{ items: readonly JobFileRow[] }>(`/jobs/${jobId}/files`);
  useEffect(() => {
    reload();
    // The files of a run are registered with its end, the diagnostic right after it.
    const timer = window.setTimeout(reload, 1500);
    return () => window.clearTimeout(timer);
  }, [status]);
  if (!data) return error ? <Notice kind="danger">{visible(error)}</Notice> : null;
  const inputs = data.items.filter(({ role }) => role === 'in');
  const outputs = data.items.filter(({ role }) => role === 'out');
  const diagnostic = status === 'failed' ? outputs.find(({ name }) => name === DIAGNOSTIC) : undefined;
  if (data.items.length === 0) return null;
  return (
    <>
      {diagnostic && <Diagnostic file={diagnostic} />}
      <Card title="Files">
        {outputs.length > 0 && <Files files={outputs} />}
        {inputs.length > 0 && (
          <>
            <h4 style={{ fontSize: 14, fontWeight: 500, color: SOFT, margin: '16px 0 8px' }}>What it read</h4>
            <Files files={inputs} />
          </>
        )}
      </Card>
    </>
  );
}
