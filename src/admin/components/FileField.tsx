import React, { useState } from 'react';
import { messageOf, upload } from './api';
import { FieldNotes } from './form-parts';
import { SOFT } from './parts';
import Picker from './Picker';

/** A file of the workspace: one that is there, or one that is sent now. The value is its id. */
export default function FileField(props: {
  id: string;
  value: string;
  /** Where it is looked for and sent to; null while none is known. */
  workspaceId: string | null;
  /** MIME type and extension that the task asks for. */
  type?: string | undefined;
  extension?: string | undefined;
  onChange: (id: string) => void;
}): React.ReactElement {
  const { id, value, workspaceId, type, extension, onChange } = props;
  const [sending, setSending] = useState<string | null>(null);
  const [error, setError] = useState<string | undefined>(undefined);
  if (workspaceId === null) {
    return <div style={{ color: SOFT, fontSize: 14 }}>Choose the source or the workspace first.</div>;
  }
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setSending(file.name);
    setError(undefined);
    try {
      const about = new URLSearchParams({ name: file.name, type: type ?? (file.type || 'application/octet-stream') });
      const sent = await upload<{ id: string }>(`/workspaces/${workspaceId}/files?${String(about)}`, file);
      onChange(sent.id);
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setSending(null);
    }
  };
  return (
    <>
      <Picker
        id={id}
        list="/files"
        filter={`&workspace=${workspaceId}${type ? `&type=${encodeURIComponent(type)}` : ''}`}
        value={value}
        placeholder="Choose a file of the workspace…"
        onChoose={(choice) => onChoose(choice?.value ?? '', value, onChange)}
      />
      <label style={{ display: 'block', marginTop: 6, fontSize: 13, color: SOFT }}>
        {sending === null ? 'or send one: ' : 'Sending… '}
        <input
          type="file"
          data-upload={id}
          accept={extension}
          disabled={sending !== null}
          onChange={(event) => {
            const { files } = event.target;
            void take(files?.[0]).then(() => void (event.target.value = ''));
          }}
          style={{ maxWidth: '100%' }}
        />
      </label>
      <FieldNotes id={`${id}-upload`} error={error} />
    </>
  );
}

/** The picker also says what it has looked up: that is no change. */
function onChoose(chosen: string, value: string, onChange: (id: string) => void): void {
  if (chosen !== value) onChange(chosen);
}
