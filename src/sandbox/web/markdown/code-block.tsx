import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { highlight } from './highlight.ts';

export function CodeBlock({ text, language }: { text: string; language: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <figure class="code-block">
      <figcaption>
        <span>{language || 'text'}</span>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            void navigator.clipboard.writeText(text).then(() => {
              setCopied(true);
              setTimeout(() => {
                setCopied(false);
              }, 1500);
            });
          }}
        >
          {copied ? 'Copied' : 'Copy'}
        </button>
      </figcaption>
      <pre tabIndex={0} aria-label={`Code${language ? `, ${language}` : ''}`}>
        <code>
          {highlight(text, language).map((piece, index) =>
            piece.kind === 'plain' ? (
              piece.text
            ) : (
              <span key={index} class={`code-${piece.kind}`}>
                {piece.text}
              </span>
            ),
          )}
        </code>
      </pre>
    </figure>
  );
}
