/// <reference lib="esnext.disposable" />

/**
 * Toss Cert (토스인증) e-signatures: seal a request, open its result once, validate,
 * digest. Every function loads the WebAssembly module itself when it is first called.
 *
 * Every rejection that this package decides on is an {@link IngamError}; none of them
 * carries a value that was passed in.
 */

/**
 * How a session is made.
 */
export interface SessionOptions {
  /**
   * The provider's RSA public key: PEM (`-----BEGIN PUBLIC KEY-----`) or base64 of its
   * SubjectPublicKeyInfo. 2048 to 8192 bits, exponent from 65537. Default: the key Toss
   * publishes.
   */
  publicKey?: string | undefined;
  /**
   * The cipher. `"AES_GCM"` (AES-256-GCM) is the default. `"AES_CBC"` (256 bits) and
   * `"AES_CBC_128"` are those of Toss's SDK for Java, with its HMAC-SHA-256 of the
   * plaintext as a fourth part of every field.
   *
   * HAZARD: with AES-CBC, equal values of one session are seen to be equal, and values
   * that begin alike as well. Choose it only for a peer that cannot do AES-GCM.
   */
  algorithm?: 'AES_GCM' | 'AES_CBC' | 'AES_CBC_128' | undefined;
  /** The version tag written on fields: `"v1"` (default) or `"v1_…"`. */
  tag?: string | undefined;
  /**
   * Who computes. `"auto"` (default) uses the platform's crypto where that is faster: for
   * RSA, and for longer documents in AES-GCM (in Node and Bun over 256 characters, elsewhere
   * over 2000). `"wasm"` never does. The formats are the same.
   */
  engine?: 'auto' | 'wasm' | undefined;
}

/** How a request is sealed. */
export interface SealOptions extends SessionOptions {
  /** `false`: `userPhone` and `userBirthday` are sealed whatever their form. Default `true`. */
  check?: boolean | undefined;
}

/** A request of which {@link seal} reads these members; it may have any others. */
export interface SealRequest {
  userName?: string | null | undefined;
  /** 10 or 11 digits, without hyphens or blanks. */
  userPhone?: string | null | undefined;
  /** `YYYYMMDD`, a day of the calendar. */
  userBirthday?: string | null | undefined;
  userCi?: string | null | undefined;
  /** Must not be there yet. */
  sessionKey?: null | undefined;
  docList?: ReadonlyArray<SealDocument> | null | undefined;
}

/** An entry of `docList`; it may have any other members. */
export interface SealDocument {
  doc?: string | null | undefined;
  /** `true` or `"true"`: `doc` is sealed. Anything but a boolean or the text of one is refused. */
  docEncrypted?: boolean | string | null | undefined;
}

/** The request, sealed: the same members, and `sessionKey`. */
export type Sealed<T> = Omit<T, 'sessionKey'> & { sessionKey: string };

/**
 * Seals `userName`, `userPhone`, `userBirthday`, `userCi`, and the `doc` of every
 * `docList` entry with `docEncrypted`, in a session of its own that is then forgotten.
 *
 * Resolves to a new object with `sessionKey` added. Every other member is passed through
 * as it is, `undefined`, `bigint`, nested objects and symbol-named members included;
 * members that are null or absent stay so. The request is not changed and may be frozen.
 * Own enumerable members are read, once each; the prototype is not kept.
 *
 * It does not validate the request: {@link validateRequest} does.
 *
 * Rejects, before anything is sealed, with
 * - `INGAM_REQUEST_INVALID`: no object, or a `docList`, entry or `docEncrypted` that does
 *   not say whether there is something to seal;
 * - `INGAM_ALREADY_SEALED`: a value in sealed form, or a `sessionKey`;
 * - `INGAM_FIELD_NOT_TEXT`: a value to seal that is no string, empty, or has a lone
 *   surrogate;
 * - `INGAM_PHONE_INVALID`, `INGAM_BIRTHDAY_INVALID`, unless `check` is false;
 * - `INGAM_PUBLIC_KEY_INVALID`, `INGAM_PUBLIC_KEY_WEAK`, `INGAM_OPTION_INVALID`.
 *
 * HAZARD: the protocol uses one key and one IV for all fields of a session. Whoever sees
 * the fields and guesses one of them learns the beginning of the others. Send them over
 * TLS and do not log them. A retry is a new call.
 */
export function seal<T extends SealRequest>(request: T, options?: SealOptions): Promise<Sealed<T>>;

/** The digest of one document. */
export interface DocumentDigest {
  order: number;
  /** SHA-256 of the UTF-8 bytes of the plain `doc`, in lower-case hexadecimal. */
  sha256: string;
}

/**
 * The SHA-256 of every document of a `docList`, in ascending `order`: take it before
 * sealing, to compare the signed documents with later.
 *
 * Rejects with `INGAM_REQUEST_INVALID` (an `order` that is no whole number from 1, or
 * occurs twice), `INGAM_FIELD_NOT_TEXT` or `INGAM_ALREADY_SEALED`.
 */
export function documentDigests(
  docList: ReadonlyArray<{ order: number | string; doc: string }>,
): Promise<DocumentDigest[]>;

/**
 * A session for one result: its `sessionKey` goes with the result call, and it opens what
 * comes back. It never seals. Make a new one for every result.
 *
 * HAZARD: a lost ResultSession is a lost result. Toss answers two result calls, so the
 * second can be made with another session; after that the personal data is gone.
 */
export class ResultSession {
  private constructor();

  /**
   * Makes one. Rejects with `INGAM_PUBLIC_KEY_INVALID`, `INGAM_PUBLIC_KEY_WEAK` or
   * `INGAM_OPTION_INVALID`.
   */
  static create(options?: SessionOptions): Promise<ResultSession>;

  /** What to send as `sessionKey` of the result call. It does not change. */
  readonly sessionKey: string;

  /**
   * Opens every sealed value below `result`, all or nothing, and resolves to a copy, as
   * JSON would make one. `result` is the `success` of the answer, or its `personalData`
   * alone.
   *
   * In `personalData` every string has to be sealed, and null stays null. The `doc` of a
   * `docList` entry under another session is left as it is: it is what the request had
   * sealed.
   *
   * A call that rejects spends nothing. After one that resolves, the same input (the same
   * JSON value, whatever the order of its members) opens again to the same answer.
   *
   * Rejects with
   * - `INGAM_OPEN_FAILED` at the first value that does not open; why is not said;
   * - `INGAM_SESSION_SPENT` when another result has been opened;
   * - `INGAM_JSON_INVALID` when `result` is no JSON object of at most 16 levels.
   */
  open<T extends object>(result: T): Promise<T>;
}

/**
 * A session as Toss's SDKs have it, field by field: an id, a key and an IV.
 *
 * HAZARD: the protocol uses one key and one IV for all fields of a session, so a session
 * must not serve twice. Prefer {@link seal} and {@link ResultSession}, which see to that.
 * A Session helps with two rules of its own:
 * - its first use decides: one that has encrypted never decrypts, and the reverse
 *   (`INGAM_SESSION_ROLE`);
 * - it encrypts a name once (`INGAM_SESSION_SPENT`).
 *
 * It cannot know what became of a session that was restored: see {@link Session.restore}.
 */
export class Session {
  private constructor();

  /**
   * Makes one. Rejects with `INGAM_PUBLIC_KEY_INVALID`, `INGAM_PUBLIC_KEY_WEAK` or
   * `INGAM_OPTION_INVALID`.
   */
  static create(options?: SessionOptions): Promise<Session>;

  /**
   * Brings back what {@link Session.exposeSerialized} gave, or `serializeSession()` of
   * Toss's SDK for Java. Cipher and tag are the text's own; of `options`, `publicKey` and
   * `engine` count. The `sessionKey` differs from the one before, because its encryption is
   * randomized, and means the same.
   *
   * HAZARD: a restored session has no role and has encrypted no name, whatever was done
   * with it before. Nothing stops a program that restores it twice and seals different
   * values with one key and IV. Restore a session to decrypt the answer to it, and for
   * nothing else.
   *
   * Rejects with `INGAM_SESSION_KEY_INVALID` for any other text, and as `create` does.
   */
  static restore(
    serialized: string,
    options?: Pick<SessionOptions, 'publicKey' | 'engine'>,
  ): Promise<Session>;

  /** The UUID that every field carries. Not secret. */
  readonly id: string;

  /** What to send as `sessionKey`. It does not change. */
  readonly sessionKey: string;

  /**
   * Resolves to the field of `plaintext`: `tag$id$base64`, with AES-CBC `tag$id$base64$hmac`.
   * `name` is what the value is called in the request; it stays here. The empty text is
   * one, and the form of phones and birthdays is not looked at.
   *
   * Rejects with
   * - `INGAM_SESSION_ROLE` when the session has decrypted, or tried to;
   * - `INGAM_SESSION_SPENT` when it has encrypted this name, or is disposed of;
   * - `INGAM_FIELD_NOT_TEXT` for what is no string or has a lone surrogate;
   * - `INGAM_OPTION_INVALID` for a name that is no string.
   */
  encrypt(name: string, plaintext: string): Promise<string>;

  /**
   * Resolves to the plaintext of a field of this session.
   *
   * Rejects with
   * - `INGAM_OPEN_FAILED` for everything that is not such a field, whatever is wrong with it;
   * - `INGAM_SESSION_ROLE` when the session has encrypted;
   * - `INGAM_SESSION_SPENT` when it is disposed of.
   */
  decrypt(field: string): Promise<string>;

  /**
   * `tag$id$algorithm$key$iv`, as `serializeSession()` of Toss's SDK for Java writes it.
   *
   * HAZARD: this is the key, in the clear, in a string that nothing can wipe. Whoever reads
   * it opens every field of the session. Keep it encrypted, never in a log, and no longer
   * than until the answer is decrypted.
   *
   * Throws `INGAM_SESSION_SPENT` when the session is disposed of.
   */
  exposeSerialized(): string;

  /** Wipes key and IV. Doing it twice is doing it once. */
  [Symbol.dispose](): void;
}

/** The kinds of request that can be validated. */
export type RequestKind = 'toss.docs.request' | 'toss.docs.status' | 'toss.docs.result';

/** What is wrong, or doubtful, in a request. It never holds the value in question. */
export interface Problem {
  /** The place, as a JSON Pointer (RFC 6901). */
  path: string;
  /** Stable. */
  code: string;
  /** `"error"`: the provider would refuse it. `"warning"`: it would be taken. */
  severity: 'error' | 'warning';
  message: string;
  messageKo: string;
}

/**
 * The problems of `body` as a request of this kind, as JSON would carry it; an empty array
 * when the provider would take it. Fields are expected sealed: validate what {@link seal}
 * gave.
 *
 * Rejects with `INGAM_OPTION_INVALID` for another kind, and `INGAM_JSON_INVALID` for a
 * body that is no JSON object.
 */
export function validateRequest(kind: RequestKind, body: object): Promise<Problem[]>;

/** Every error this package decides on. */
export class IngamError extends Error {
  constructor(failure: { code: string; message: string; messageKo: string; path?: string });
  readonly name: 'IngamError';
  /** Stable, `INGAM_…`. */
  readonly code: string;
  /** What happened and what to do, in Korean; `message` has it in English. */
  readonly messageKo: string;
  /** The place in the request, the result or the options, as a JSON Pointer (RFC 6901). */
  readonly path?: string;
  toJSON(): { name: string; code: string; message: string; messageKo: string; path?: string };
}
