import { html, Html } from './html.js';

const STYLE = new Html(`
:root { color-scheme: light dark; --ground: #f4f5f7; --sheet: #fff; --ink: #1b2430; --soft: #5a6675; --line: #cdd4dc; --edge: #7d8a99;
  --accent: #1f6f78; --on-accent: #fff; --alarm: #a3261b; --alarm-ground: #fdeeec; }
@media (prefers-color-scheme: dark) { :root { --ground: #12171d; --sheet: #1b222b; --ink: #e6eaef; --soft: #9aa6b4;
  --line: #36414e; --edge: #64748a; --accent: #5cb8c2; --on-accent: #0c1a1c; --alarm: #ff9d92; --alarm-ground: #3a1f1d; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { width: 100%; max-width: 23rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem;
  padding: 2rem; overflow-wrap: anywhere; }
.brand { display: flex; align-items: center; gap: .6rem; margin: 0 0 1.5rem; font-weight: 600; letter-spacing: .01em; }
.brand svg { width: 1.75rem; height: 1.75rem; color: var(--accent); flex: none; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1.25rem; font-weight: 600; }
p { margin: 0 0 1.25rem; color: var(--soft); }
label { display: block; margin: 0 0 .35rem; font-size: .9rem; font-weight: 500; }
input { width: 100%; margin: 0 0 1.1rem; padding: .6rem .7rem; font: inherit; color: inherit; background: var(--ground);
  border: 1px solid var(--edge); border-radius: .45rem; }
button, a.button { display: block; width: 100%; padding: .65rem 1rem; font: inherit; font-weight: 600; text-align: center;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: .45rem; cursor: pointer; text-decoration: none; }
button:hover, a.button:hover { filter: brightness(1.08); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
.alarm { margin: 0 0 1.25rem; padding: .65rem .8rem; border-radius: .45rem; color: var(--alarm);
  background: var(--alarm-ground); border: 1px solid currentColor; }
.aside { margin: 1.1rem 0 0; text-align: center; font-size: .9rem; }
`);

/** A stack of sheets under a lintel: the house of records. */
const MARK = new Html(
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" ' +
    'stroke-linejoin="round" aria-hidden="true"><path d="M3 9 12 3l9 6"/><path d="M5 13h14M5 17h14M5 21h14"/></svg>',
);

/** A small page of our own, without scripts: signing in and out, and what went wrong with them. */
export function page(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Seshat</title>
        <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}" />
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <div class="brand">${MARK}<span>Seshat</span></div>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}

const ICON = MARK.text.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('currentColor', '#1f6f78');
