import type { APISelectMenuComponent } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { Chooser } from '../overlays/chooser.tsx';
import type { Message } from '../protocol/shapes.ts';
import { ActContext } from './act.ts';
import { choicesOf } from './directory.ts';
import { DirectoryContext } from './directory-context.ts';

export function MessageSelect({ select, message }: { select: APISelectMenuComponent; message: Message }): JSX.Element {
  const act = useContext(ActContext);
  const { options, defaults } = choicesOf(select, useContext(DirectoryContext));
  // What was chosen holds for the message as it was: one that the app changed shows what the app says.
  const version = `${message.edited_timestamp ?? ''}${JSON.stringify(select)}`;
  const [chosen, setChosen] = useState<{ readonly version: string; readonly values: readonly string[] }>();
  const placeholder = select.placeholder ?? 'Make a choice';
  return (
    <Chooser
      options={options}
      chosen={chosen?.version === version ? chosen.values : defaults}
      least={select.min_values ?? 1}
      most={select.max_values ?? 1}
      placeholder={placeholder}
      label={placeholder}
      disabled={select.disabled === true}
      busy={act.busy.has(`${message.id}:${select.custom_id}`)}
      choose={(values) => {
        setChosen({ version, values });
        act.press(message, select.custom_id, select.type, values);
      }}
    />
  );
}
