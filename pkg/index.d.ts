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
  /** The cipher. `"AES_GCM"` (AES-256-GCM) is the default and the only one so far. */
  algorithm?: 'AES_GCM' | undefined;
  /** The version tag written on fields: `"v1"` (default) or `"v1_…"`. */
  tag?: string | undefined;
  /**
   * Who computes. `"auto"` (default) uses the platform's crypto where that is faster: for
   * RSA, and for longer documents (in Node over 256 characters). `"wasm"` never does. The
   * formats are the same.
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
