import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { highlight } from './highlight.ts';
import { plainName } from './visible-controls.ts';

/**
 * Discord breaks what is too long for its block. Tables and trees, which are narrower than this, keep their shape on a phone
 * and can be scrolled; log lines and SQL are read.
 */
const COLUMNS_KEPT = 60;
const isBroken = (text: string): boolean => text.split('\n').some((line) => line.length > COLUMNS_KEPT);

export function CodeBlock({ text, language }: { text: string; language: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <figure class={language ? 'code-block' : 'code-block unnamed'}>
      <figcaption>
        {language && <span>{language}</span>}
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
      <pre class={isBroken(text) ? 'broken' : ''} tabIndex={0} aria-label={`Code${language ? `, ${language}` : ''}`}>
        <code>
          {highlight(plainName(text), language).map((piece, index) =>
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
