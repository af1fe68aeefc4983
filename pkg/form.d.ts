import type { IngamError, SealOptions } from './index.js';

/**
 * Forms whose personal fields leave the page sealed, for the server that asks Toss for the
 * signature: it never sees them in plaintext.
 */

/** What a form holds, sealed: the members of a request to Toss that go together. */
export interface SealedFields {
  userName?: string;
  userPhone?: string;
  userBirthday?: string;
  userCi?: string;
  /** Goes into the request with them, and into no other. */
  sessionKey: string;
}

export type Language = 'ko' | 'en';

/** How a form is protected. */
export interface FormOptions extends SealOptions {
  /**
   * The language of what a control says about a wrong value. Default: that of the nearest
   * `lang` attribute, or of the browser.
   */
  language?: Language | undefined;
  /**
   * Sends the sealed fields itself. Without it the form is submitted as it would have been:
   * the page's own `submit` listeners run, and unless one of them stops it, the browser sends
   * it by its `action` and `method`, which must be `post`.
   */
  send?: ((fields: SealedFields, form: HTMLFormElement) => unknown) | undefined;
}

/**
 * Seals the controls of a form with the attribute `data-ingam`, whose value is the member that
 * they hold: `userName`, `userPhone`, `userBirthday` or `userCi`. When the form is submitted,
 * each submission in a session of its own:
 * - the sealed values go under the members' names, and `sessionKey` beside them, whatever the
 *   controls are called; everything else in the form goes as it is;
 * - a control that is empty is left out; blanks and hyphens in a phone number or a birthday are
 *   taken out, so that `<input type="date">` can be used;
 * - what {@link SealOptions} would refuse is shown at its control, and nothing is sent;
 * - the form is submitted once, however often the button is pressed while it is sealed.
 *
 * From then on no `FormData` of the form has the plain values, whoever makes it.
 *
 * An error is told by the event `ingam-error` on the form, which has it in `detail`; what is
 * shown at no control is also reported to the window, unless that event is cancelled.
 *
 * HAZARD: without JavaScript, or until this was called, the browser sends a form as it is. Give
 * the controls no `name`, and nothing of theirs is sent then.
 *
 * HAZARD: a script in the page can read the controls. What is sealed is safe from what lies
 * between the page and Toss, not from the page.
 *
 * Throws a `TypeError` where no control has the attribute, or one has it wrongly.
 *
 * @returns takes the protection off again
 */
export function protectForm(form: HTMLFormElement, options?: FormOptions): () => void;

declare global {
  interface HTMLElementEventMap {
    'ingam-error': CustomEvent<IngamError | Error>;
  }
}
