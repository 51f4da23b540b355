import { Button, Input, TextArea } from '@adminjs/design-system';
import { useNotice } from 'adminjs';
import React, { useState } from 'react';
import { call, messageOf } from './api';
import { CONTROL, Labelled } from './form-parts';
import { visible } from './format';
import { Card, Facts, Notice } from './parts';
import type { Evaluation, Job } from './shapes';
import { EVALUATION_NAMES } from './words';

interface Notes {
  readonly title: string;
  readonly comments: string;
  readonly evaluation: Evaluation;
}

const notesOf = ({ title, comments, evaluation }: Job): Notes => ({ title, comments: comments ?? '', evaluation });

/** What people say of a job: read in place, and written there by who may. */
export default function JobNotes(props: {
  job: Job;
  mayEdit: boolean;
  onSaved: (changed: Partial<Job>) => void;
}): React.ReactElement {
  const { job, mayEdit, onSaved } = props;
  const notify = useNotice();
  const [draft, setDraft] = useState<Notes | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Notes>): void => setDraft((old) => old && { ...old, ...change });
  const save = async (notes: Notes): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const body = { ...notes, comments: notes.comments.trim() === '' ? null : notes.comments };
      const { title, comments, evaluation } = await call<Job>(`/jobs/${job.id}`, 'PATCH', body);
      onSaved({ title, comments, evaluation });
      setDraft(null);
      notify({ message: 'Saved.', type: 'success' });
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  if (draft === null) {
    return (
      <Card
        title="Notes"
        actions={
          mayEdit && (
            <Button type="button" size="sm" variant="outlined" onClick={() => setDraft(notesOf(job))}>
              Write
            </Button>
          )
        }
      >
        <Facts
          rows={[
            [
              'Evaluation',
              <span key="e" data-evaluation={job.evaluation}>
                {EVALUATION_NAMES[job.evaluation]}
              </span>,
            ],
            ['Comments', visible(job.comments)],
          ]}
        />
      </Card>
    );
  }
  return (
    <Card title="Notes">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save(draft);
        }}
        style={{ maxWidth: 760 }}
      >
        <Labelled id="job-title" label="Title" required>
          <Input
            id="job-title"
            value={draft.title}
            onChange={(event: React.ChangeEvent<HTMLInputElement>) => set({ title: event.target.value })}
            style={{ width: '100%' }}
          />
        </Labelled>
        <Labelled id="job-evaluation" label="Evaluation">
          <select
            id="job-evaluation"
            value={draft.evaluation}
            style={CONTROL}
            onChange={(event) => set({ evaluation: event.target.value as Evaluation })}
          >
            {Object.entries(EVALUATION_NAMES).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </Labelled>
        <Labelled id="job-comments" label="Comments">
          <TextArea
            id="job-comments"
            rows={5}
            width={1}
            value={draft.comments}
            onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => set({ comments: event.target.value })}
          />
        </Labelled>
        {problem && <Notice kind="danger">{visible(problem)}</Notice>}
        <Button type="submit" variant="contained" disabled={busy || draft.title.trim() === ''}>
          {busy ? 'Saving…' : 'Save'}
        </Button>{' '}
        <Button type="button" variant="text" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </form>
    </Card>
  );
}
