import { Icon } from '@adminjs/design-system';
import { useNavigationResources, type ResourceJSON } from 'adminjs';
import React from 'react';
import { adminPath } from './api';
import { ACCENT, INK, SOFT } from './parts';

interface Entry {
  readonly href?: string;
  readonly label: string;
  readonly icon?: string;
  readonly isSelected?: boolean;
  readonly onClick?: (event: React.MouseEvent) => void;
  readonly elements?: readonly Entry[];
}

const LINK = {
  display: 'block',
  padding: '8px 12px 8px 36px',
  margin: '1px 8px',
  borderRadius: 6,
  fontSize: 14,
  lineHeight: 1.4,
  textDecoration: 'none',
} as const;

function Item({ entry }: { entry: Entry }): React.ReactElement {
  const look = entry.isSelected
    ? { ...LINK, color: ACCENT, background: '#e6f1f2', fontWeight: 600 }
    : { ...LINK, color: INK };
  return (
    <a href={entry.href} onClick={entry.onClick} style={look} aria-current={entry.isSelected ? 'page' : undefined}>
      {entry.label}
    </a>
  );
}

/** The groups of the navigation, all open: there are few, and nobody should have to look for the sources. */
export default function Navigation({ resources }: { resources: ResourceJSON[] }): React.ReactElement {
  const groups = useNavigationResources(resources) as readonly Entry[];
  return (
    <nav aria-label="Main">
      <a href={adminPath('')} style={{ ...LINK, color: INK, paddingLeft: 12, fontWeight: 500 }}>
        Overview
      </a>
      {groups.map((group) => (
        <div key={group.label} style={{ marginTop: 14 }}>
          <div
            style={{ display: 'flex', alignItems: 'center', gap: 8, padding: '4px 20px', color: SOFT, fontSize: 12.5 }}
          >
            <Icon icon={group.icon ?? 'Circle'} size={14} />
            {group.label}
          </div>
          {(group.elements ?? [group]).map((entry) => (
            <Item key={entry.href} entry={entry} />
          ))}
        </div>
      ))}
    </nav>
  );
}
