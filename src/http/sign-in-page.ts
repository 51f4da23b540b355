import { CSRF_FIELD } from './csrf.js';
import { html } from './html.js';
import { page } from './page.js';

/** What the sign-in page shows and sends. */
export interface SignInForm {
  /** Where the form is sent, such as `/login`. */
  readonly action: string;
  /** Where to go afterwards; a path of ours. */
  readonly next: string;
  readonly csrf: string;
  /** What was typed before. */
  readonly login?: string;
  /** What went wrong. */
  readonly problem?: string;
}

/** The form for login and password; after a failure it says why, and keeps the login. */
export function signInPage({ action, next, csrf, login = '', problem }: SignInForm): string {
  const again = login !== '';
  return page(
    'Sign in',
    html`${problem !== undefined && html`<p class="alarm" role="alert" id="problem">${problem}</p>`}
      <form method="post" action="${action}">
        <input type="hidden" name="${CSRF_FIELD}" value="${csrf}" />
        <input type="hidden" name="next" value="${next}" />
        <label for="login">Login</label>
        <input
          id="login"
          name="login"
          value="${login}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          maxlength="150"
          required
          ${!again && html`autofocus`}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="256"
          required
          ${again && html`autofocus`}
          ${problem !== undefined && html`aria-describedby="problem"`}
        />
        <button type="submit">Sign in</button>
      </form>`,
  );
}

/** Asks whether to sign out; a link alone must not do it. */
export function signOutPage(action: string, csrf: string, name: string, back: string): string {
  return page(
    'Sign out',
    html`<p>You are signed in as ${name}.</p>
      <form method="post" action="${action}">
        <input type="hidden" name="${CSRF_FIELD}" value="${csrf}" />
        <button type="submit">Sign out</button>
      </form>
      <p class="aside"><a href="${back}">Back</a></p>`,
  );
}

/** Says what went wrong and leads back to the sign-in page. */
export function problemPage(title: string, problem: string, back: string): string {
  return page(
    title,
    html`<p role="alert">${problem}</p>
      <a class="button" href="${back}">Back to sign-in</a>`,
  );
}
