import type { BasePropertyProps } from 'adminjs';
import React from 'react';
import { nameText } from './format';
import { contentUrl } from './JobFiles';
import { ACCENT } from './parts';

/** In the list of files: the content of one, to be saved. */
export default function DownloadField({ record }: BasePropertyProps): React.ReactElement | null {
  if (!record) return null;
  const name = String(record.params['name'] ?? '');
  return (
    <a
      href={contentUrl(record.id)}
      download={name}
      aria-label={`Download ${nameText(name)}`}
      style={{ color: ACCENT, textDecoration: 'none' }}
    >
      Download
    </a>
  );
}
