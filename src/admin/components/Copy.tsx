import { useNotice } from 'adminjs';
import React from 'react';
import { ACCENT } from './parts';

/** A button that copies a text; what it is stands in its name for those who do not see it. */
export default function Copy({ text, what }: { text: string; what: string }): React.ReactElement {
  const notify = useNotice();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      notify({ message: `Copied: ${what}.`, type: 'success' });
    } catch {
      notify({ message: 'The browser did not allow it. Select the text and copy it yourself.', type: 'error' });
    }
  };
  return (
    <button
      type="button"
      aria-label={`Copy ${what}`}
      onClick={() => void copy()}
      style={{ border: 0, background: 'none', color: ACCENT, cursor: 'pointer', fontSize: 12.5, padding: '2px 4px' }}
    >
      Copy
    </button>
  );
}
