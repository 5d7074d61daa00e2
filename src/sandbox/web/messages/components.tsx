import { type APIMessageComponent, ComponentType, SeparatorSpacingSize } from 'discord-api-types/v10';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Markdown } from '../markdown/markdown.tsx';
import type { Message } from '../protocol/shapes.ts';
import { FileCard, Picture } from './attachment.tsx';
import { MessageButton } from './button.tsx';
import { hexColour } from './embed.tsx';
import { MessageSelect } from './message-select.tsx';
import { safeMedia } from './safe-media.ts';

interface Props {
  readonly component: APIMessageComponent;
  readonly message: Message;
}

/** `attachment://name` means one of the message's own files. */
const addressOf = (url: string, message: Message): string =>
  url.startsWith('attachment://')
    ? (message.attachments.find((file) => file.filename === url.slice(13))?.url ?? '')
    : url;

function Container({
  component,
  message,
}: {
  component: Extract<APIMessageComponent, { type: ComponentType.Container }>;
  message: Message;
}): JSX.Element {
  const [shown, setShown] = useState(component.spoiler !== true);
  const colour = hexColour(component.accent_color);
  if (!shown) {
    return (
      <button
        type="button"
        class="container-spoiler"
        onClick={() => {
          setShown(true);
        }}
      >
        Spoiler: press to show
      </button>
    );
  }
  return (
    <section class={colour ? 'container accented' : 'container'} style={colour ? { '--stripe': colour } : undefined}>
      {component.components.map((inner, index) => (
        <MessageComponent key={index} component={inner} message={message} />
      ))}
    </section>
  );
}

/** One component of a message, old (rows of buttons and selects) or new (Components V2). */
export function MessageComponent({ component, message }: Props): JSX.Element | null {
  switch (component.type) {
    case ComponentType.ActionRow:
      return (
        <div class="action-row">
          {component.components.map((inner, index) => (
            <MessageComponent key={index} component={inner} message={message} />
          ))}
        </div>
      );
    case ComponentType.Button:
      return <MessageButton button={component} message={message} />;
    case ComponentType.StringSelect:
    case ComponentType.UserSelect:
    case ComponentType.RoleSelect:
    case ComponentType.MentionableSelect:
    case ComponentType.ChannelSelect:
      return <MessageSelect select={component} message={message} />;
    case ComponentType.TextDisplay:
      return <Markdown text={component.content} />;
    case ComponentType.Section:
      return (
        <div class="section">
          <div>
            {component.components.map((text, index) => (
              <Markdown key={index} text={text.content} />
            ))}
          </div>
          <MessageComponent component={component.accessory} message={message} />
        </div>
      );
    case ComponentType.Thumbnail:
      return (
        <div class="thumbnail">
          <Picture
            url={addressOf(component.media.url, message)}
            alt={component.description ?? ''}
            spoiler={component.spoiler === true}
          />
        </div>
      );
    case ComponentType.MediaGallery:
      return (
        <div class={`gallery of-${Math.min(4, component.items.length)}`}>
          {component.items.map((item, index) => (
            <Picture
              key={index}
              url={addressOf(item.media.url, message)}
              alt={item.description ?? ''}
              width={item.media.width}
              height={item.media.height}
              spoiler={item.spoiler === true}
            />
          ))}
        </div>
      );
    case ComponentType.File: {
      const url = addressOf(component.file.url, message);
      const file = message.attachments.find((attachment) => attachment.url === url);
      return (
        <FileCard
          name={component.name ?? file?.filename ?? 'file'}
          size={component.size ?? file?.size}
          url={safeMedia(url)}
        />
      );
    }
    case ComponentType.Separator:
      return component.divider === false ? (
        <div class={component.spacing === SeparatorSpacingSize.Large ? 'gap large' : 'gap'} />
      ) : (
        <hr class={component.spacing === SeparatorSpacingSize.Large ? 'large' : ''} />
      );
    case ComponentType.Container:
      return <Container component={component} message={message} />;
    default:
      return <p class="unknown-part">A part of this message is of a kind that the page does not know.</p>;
  }
}
