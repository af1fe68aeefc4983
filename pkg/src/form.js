// A form whose personal fields leave the page sealed, and in no other way.

/** @import { Language, SealedFields } from "../form.js" */
/** @typedef {HTMLInputElement | HTMLTextAreaElement} Control */

/** The attribute of a control, and which member of the request it holds. */
const ATTRIBUTE = 'data-ingam';
/** What may be in it, and what people put into such a value that is none of it. */
const MEMBERS = {
  userName: /^\s+|\s+$/g,
  userPhone: /[\s.-]/g,
  userBirthday: /[\s./-]/g,
  userCi: /\s/g,
};

/** @type {typeof import("../form.js").protectForm} */
export function protectForm(form, options = {}) {
  const { language = languageOf(form), send, ...sealing } = options;
  const controls = controlsOf(form);
  // Loaded while the form is filled in.
  const loading = import('./entry/web.js');
  loading.catch(() => {});

  /** What the values were sealed to that are being sent. @type {SealedFields | undefined} */
  let sealed;
  /** Set while the form is submitted for the second time, sealed. */
  let isSealed = false;
  let isBusy = false;

  /** @param {SubmitEvent} event */
  async function onSubmit(event) {
    if (isSealed) return;
    // The page's own listeners hear of the submission once there is something to send.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isBusy) return;
    isBusy = true;
    sealed = undefined;
    const { submitter } = event;
    try {
      const { seal } = await loading;
      sealed = await seal(valuesOf(controls), sealing);
      if (send) await send(sealed, form);
      else submitAgain(submitter);
    } catch (error) {
      complain(error);
    } finally {
      isBusy = false;
    }
  }

  /** @param {HTMLElement | null} submitter */
  function submitAgain(submitter) {
    isSealed = true;
    addEventListener('submit', refuseUrl, { once: true });
    try {
      form.requestSubmit(submitter);
    } finally {
      isSealed = false;
      removeEventListener('submit', refuseUrl);
    }
  }

  /**
   * Last of all, and only if nobody else sends it: a form that would put the fields into a URL.
   * @param {SubmitEvent} event
   */
  function refuseUrl(event) {
    const method = event.submitter?.getAttribute('formmethod') ?? form.getAttribute('method');
    if (event.target !== form || event.defaultPrevented || method?.toLowerCase() === 'post') return;
    event.preventDefault();
    throw new TypeError(
      'ingam: the form is sent by GET, which puts its fields into a URL; use method="post"',
    );
  }

  /**
   * Whoever makes a FormData of the form gets the sealed values, or none.
   * @param {FormDataEvent} event
   */
  function onFormData({ formData }) {
    for (const { name } of controls.values()) if (name) formData.delete(name);
    for (const [member, value] of Object.entries(sealed ?? {})) formData.set(member, value);
  }

  /** @param {any} error */
  function complain(error) {
    const control = controls.get(error.path?.slice(1));
    if (control) {
      control.setCustomValidity(language === 'ko' ? error.messageKo : error.message);
      control.addEventListener('input', () => control.setCustomValidity(''), { once: true });
      control.reportValidity();
    }
    const told = new CustomEvent('ingam-error', { detail: error, bubbles: true, cancelable: true });
    if (form.dispatchEvent(told) && !control) reportError(error);
  }

  /** What was sealed is not what the form holds any more. @param {Event} event */
  function onChange({ type, target }) {
    if (type === 'reset' || [...controls.values()].some((control) => control === target)) sealed = undefined;
  }

  /** @type {[string, any, boolean][]} */
  const listeners = [
    ['submit', onSubmit, true],
    ['formdata', onFormData, false],
    ['input', onChange, true],
    ['reset', onChange, true],
  ];
  for (const [type, listener, capture] of listeners) form.addEventListener(type, listener, capture);
  return () => {
    for (const [type, listener, capture] of listeners) form.removeEventListener(type, listener, capture);
  };
}

/**
 * The controls by the member that they hold.
 * @param {HTMLFormElement} form
 */
function controlsOf(form) {
  /** @type {Map<string, Control>} */
  const controls = new Map();
  for (const control of form.elements) {
    const member = control.getAttribute(ATTRIBUTE);
    if (member === null) continue;
    const isText = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement;
    if (!isText || !Object.hasOwn(MEMBERS, member) || controls.has(member)) {
      throw new TypeError(
        `ingam: ${ATTRIBUTE} is for one input or textarea each of ${Object.keys(MEMBERS).join(', ')}`,
      );
    }
    controls.set(member, control);
  }
  if (controls.size === 0) throw new TypeError(`ingam: no control of the form has ${ATTRIBUTE}`);
  return controls;
}

/**
 * What is to be sealed: a control that is empty holds nothing. `<input type="date">` writes
 * hyphens, and people put them into phone numbers.
 * @param {Map<string, Control>} controls
 */
function valuesOf(controls) {
  const values = [...controls].map(([member, { value }]) => [member, value.replace(MEMBERS[member], '')]);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/** @param {HTMLFormElement} form @returns {Language} */
const languageOf = (form) => (/^ko\b/i.test(closestLanguage(form)) ? 'ko' : 'en');

/** @param {HTMLFormElement} form */
const closestLanguage = (form) => form.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
