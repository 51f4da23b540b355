import { SelectAsync } from '@adminjs/design-system';
import React, { useEffect, useState } from 'react';
import { call, messageOf } from './api';
import { nameText, size, visible } from './format';
import { FieldNotes } from './form-parts';

/** Something that can be chosen by its name. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Of the workspace that it belongs to. */
  readonly workspaceId?: string | undefined;
}

interface Named {
  readonly id: string;
  readonly name?: string;
  readonly number?: string;
  readonly title?: string;
  readonly workspaceId?: string;
  /** Of a file: below its workspace. */
  readonly path?: string;
  readonly size?: number;
}

const SHOWN = 50;

function choiceOf({ id, name, number, title, workspaceId, path, size: bytes }: Named): Choice {
  const label = nameText(name ?? `${number ?? ''} ${title ?? ''}`);
  // Many jobs make files of the same name.
  const place = path?.split('/').slice(0, -1).join('/');
  const more = place === undefined || bytes === undefined ? '' : ` – ${visible(place)}, ${size(bytes)}`;
  return { value: id, label: label + more, workspaceId };
}

/** Where the choices are: a list of the API that takes `q` and `limit`. */
export type PickerList = '/sql-dbs' | '/workspaces' | '/jobs' | '/files';

/**
 * A searchable select over a list of the API.
 * @param filter further conditions of the list, such as `&workspace=…`
 */
export default function Picker(props: {
  id: string;
  list: PickerList;
  filter?: string;
  value: string;
  placeholder: string;
  onChoose: (choice: Choice | null) => void;
}): React.ReactElement {
  const { id, list, filter = '', value, onChoose } = props;
  const [chosen, setChosen] = useState<Choice | null>(null);
  const [error, setError] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (value === '' || value === chosen?.value) {
      if (value === '') setChosen(null);
      return undefined;
    }
    let live = true;
    call<Named>(`${list}/${encodeURIComponent(value)}`).then(
      (found) => {
        if (!live) return;
        setChosen(choiceOf(found));
        onChoose(choiceOf(found));
      },
      () => live && setChosen({ value, label: value }),
    );
    return () => {
      live = false;
    };
  }, [value, list]);
  const load = async (q: string): Promise<readonly Choice[]> => {
    try {
      const query = `limit=${SHOWN}${q.trim() === '' ? '' : `&q=${encodeURIComponent(q)}`}${filter}`;
      const page = await call<{ items?: readonly Named[]; jobs?: readonly Named[] }>(`${list}?${query}`);
      setError(undefined);
      return (page.items ?? page.jobs ?? []).map(choiceOf);
    } catch (problem) {
      setError(messageOf(problem));
      return [];
    }
  };
  return (
    <>
      <SelectAsync
        key={filter}
        inputId={id}
        value={chosen}
        loadOptions={load}
        defaultOptions
        placeholder={props.placeholder}
        noOptionsMessage={() => 'Nothing was found.'}
        onChange={(next: Choice | null) => {
          setChosen(next);
          onChoose(next);
        }}
      />
      <FieldNotes id={`${id}-list`} error={error} />
    </>
  );
}
