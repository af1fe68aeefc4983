/// <reference lib="esnext.disposable" />

/**
 * Toss Cert (토스인증) e-signatures: seal a request, open its result once, validate,
 * digest. KakaoCert (카카오 전자서명, LinkHub): validate and sign a request, open KakaoTalk.
 * Either: verify what came back signed.
 * Every function loads the WebAssembly module itself when it is first called.
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
   * In `personalData` every string has to be sealed, and null stays null; `ci2` and `ciUpdate`,
   * which Toss fixes to null today, stay what they are if they are anything else. The `doc` of a
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
export type RequestKind =
  | 'toss.docs.request'
  | 'toss.docs.status'
  | 'toss.docs.result'
  /** {@link RequestESign} */
  | 'kakao.esign.request'
  /** {@link RequestCMS} */
  | 'kakao.direct-debit.request'
  /** {@link RequestVerifyAuth} */
  | 'kakao.identity.request';

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
 * when nothing is wrong or doubtful. The provider takes it where none has the severity
 * `"error"`. Fields of a request to Toss are expected sealed: validate
 * what {@link seal} gave.
 *
 * Rejects with `INGAM_OPTION_INVALID` for another kind, and `INGAM_JSON_INVALID` for a
 * body that is no JSON object.
 */
export function validateRequest(kind: RequestKind, body: object): Promise<Problem[]>;

/** What every request to KakaoCert has. Lengths are in characters. */
export interface KakaoRequest {
  /** 고객센터 전화번호, at most 20. */
  CallCenterNum: string;
  CallCenterName?: string | null | undefined;
  /** Seconds until the request expires: 1 to 1000, 300 is recommended. */
  Expires_in: number;
  /** `YYYYMMDD`, a day of the calendar. */
  ReceiverBirthDay: string;
  /** 10 or 11 digits, without hyphens. */
  ReceiverHP: string;
  /** At most 20. */
  ReceiverName: string;
  /** 별칭코드, at most 12. Not applied in App to App. */
  SubClientID?: string | null | undefined;
  /** At most 40. */
  TMSTitle: string;
  /** At most 500. Not applied in App to App. */
  TMSMessage?: string | null | undefined;
  /**
   * `true`: a certificate on the phone alone, which Kakao has no longer taken since 2022.
   * Missing is `false`.
   */
  isAllowSimpleRegistYN?: boolean | null | undefined;
  /** Whether KakaoPay compares `ReceiverName` with the name it has verified. Missing is `false`. */
  isVerifyNameYN?: boolean | null | undefined;
  /** Your own note, at most 200. */
  PayLoad?: string | null | undefined;
}

/** The body of `POST /SignToken/Request` (전자서명). */
export interface RequestESign extends KakaoRequest {
  /** What is signed, at most 500. */
  Token: string;
  /** App to App (`true`), or a KakaoTalk message. */
  isAppUseYN?: boolean | null | undefined;
}

/** The body of `POST /SignDirectDebit/Request` (자동이체 출금동의). */
export interface RequestCMS extends KakaoRequest {
  /** 예금주명, at most 20. */
  BankAccountName?: string | null | undefined;
  /** At most 31; a part of it may be masked: `371-02-6***85`. */
  BankAccountNum: string;
  /** 참가기관 코드, at most 10. */
  BankCode: string;
  /** 납부자 식별번호, at most 40. */
  ClientUserID: string;
  /** App to App (`true`), or a KakaoTalk message. */
  isAppUseYN?: boolean | null | undefined;
}

/** The body of `POST /SignIdentity/Request` (본인인증). */
export interface RequestVerifyAuth extends KakaoRequest {
  /** A value used once: the signed data has to hold the same. */
  Token: string;
}

/** The answer to a {@link RequestESign}. */
export interface ResponseESign {
  /** 접수아이디, at most 20. Here it ends in a small d. */
  receiptId: string;
  /** In App to App: for {@link kakaoTalkLink}. */
  tx_id?: string | null;
}

/** The answer to a {@link RequestCMS}. */
export interface ResponseCMS extends ResponseESign {}

/** The answer to a {@link RequestVerifyAuth}. */
export interface ResponseVerifyAuth {
  receiptId: string;
}

/** How far the signer of a {@link RequestVerifyAuth} is. Times are `yyyyMMddHHmmss`. */
export interface ResultVerifyAuth {
  /** 접수아이디. Here it ends in a capital D. */
  receiptID: string;
  clientCode: string;
  clientName: string | null;
  subClientName: string | null;
  subClientCode: string | null;
  /**
   * 0 미확인, 1 서명완료 (it can be verified, once), 2 만료. LinkHub may leave out what is 0 or
   * false, and add numbers.
   */
  state?: number;
  expires_in: number;
  callCenterNum: string | null;
  callCenterName?: string | null;
  tmstitle: string | null;
  tmsmessage: string | null;
  allowSimpleRegistYN?: boolean;
  verifyNameYN?: boolean;
  requestDT: string | null;
  expireDT: string | null;
  regDT: string | null;
  viewDT: string | null;
  completeDT: string | null;
  verifyDT: string | null;
  payload: string | null;
}

/** How far the signer of a {@link RequestESign} is. */
export interface ResultESign extends ResultVerifyAuth {
  appUseYN?: boolean;
  tx_id?: string | null;
}

/** How far the signer of a {@link RequestCMS} is. */
export interface ResultCMS extends ResultESign {}

/** The answer to a verification. It is given once: store it before anything else. */
export interface VerifyResult {
  receiptId: string;
  /** base64url of a PKCS#7 SignedData (RFC 5652). */
  signedData: string;
}

/** What {@link signLinkHub} signs, and as whom. */
export interface LinkHubOptions {
  linkId: string;
  /** As LinkHub gives it: base64 or base64url, padded or not. */
  secretKey: string;
  /**
   * `"token"`: `POST /KAKAOCERT/Token`. `"service"`: a `POST` of a service; a `GET` is not
   * signed.
   */
  target: 'token' | 'service';
  /** The bytes that are sent; a string is sent as UTF-8. */
  body: string | Uint8Array;
  /**
   * With `"token"`: where the session token may be used from, `"*"` for anywhere. Without it
   * LinkHub binds the token to the address it is asked for from.
   */
  forwardedIp?: string | null | undefined;
  /**
   * When it is signed: a Date, or its text as `yyyy-MM-ddTHH:mm:ss.SSSZ` or
   * `yyyy-MM-ddTHH:mm:ssZ`, which is signed as it stands. Default: now.
   */
  date?: Date | string | undefined;
}

/** The headers of a signed request to LinkHub, names in lower case. */
export interface LinkHubHeaders {
  'x-lh-date': string;
  'x-lh-version': '2.0';
  'content-type': string;
  /** Of a token request with `forwardedIp`. */
  'x-lh-forwarded'?: string;
  /** `LINKHUB {LinkID} {signature}`, of a token request. */
  authorization?: string;
  /** `{LinkID} {signature}`, of a service request: its `authorization` is the session token's. */
  'x-kc-auth'?: string;
}

/**
 * Signs a request to LinkHub (KakaoCert), version 2.0: HMAC-SHA-256 over the method, the
 * body's SHA-256, the date and, of a token request, address and path. Resolves to the headers
 * to send, exactly; a service request has `authorization: Bearer {session_token}` besides.
 *
 * Send the very bytes that were signed. A signature is good for one request: sign each anew.
 *
 * Rejects with `INGAM_OPTION_INVALID` at the option that is missing or not of its form: a
 * `secretKey` that is no base64, a `linkId` that is not 1 to 64 visible ASCII characters, a
 * `forwardedIp` with `"service"`.
 *
 * HAZARD: the SecretKey signs for every client code of the partner. It belongs on a server.
 */
export function signLinkHub(options: LinkHubOptions): Promise<{ headers: LinkHubHeaders }>;

/**
 * The link that opens KakaoTalk for a signature in App to App:
 * `kakaotalk://kakaopay/cert/sign?tx_id=…&success=…&fail=…`, each value percent-encoded.
 *
 * `txId` is the `tx_id` of the request's answer; `success` and `fail` are your app's own URLs,
 * one of which KakaoTalk opens afterwards: pass it to {@link readKakaoTalkCallback}.
 *
 * Rejects with `INGAM_OPTION_INVALID` at a part that is no string, or empty.
 */
export function kakaoTalkLink(options: {
  txId: string;
  success?: string | null | undefined;
  fail?: string | null | undefined;
}): Promise<string>;

/** Why there is no signature. */
export interface KakaoTalkFailure {
  /** KakaoTalk's number. */
  code: number;
  /** Whether the signer chose not to sign. */
  cancelled: boolean;
  message: string;
  messageKo: string;
}

/** What KakaoTalk says when it comes back. `txId` is there where KakaoTalk names it. */
export type KakaoTalkCallback =
  | {
      txId?: string;
      /** What the verification is asked for with: `/SignToken/Verify/{receiptID}/{signature}`. */
      signature: string;
      failure?: undefined;
    }
  | { txId?: string; signature?: undefined; failure: KakaoTalkFailure };

/**
 * Reads the URL that KakaoTalk opened: `sig` (iOS) or `signature` (Android), percent-decoded
 * once, or the `code` of a failure.
 *
 * The signature is not percent-encoded: as part of a path it has to be
 * (`encodeURIComponent`).
 *
 * Rejects with `INGAM_OPTION_INVALID` at `/url` for a URL with neither, a parameter twice, or a
 * signature that is not visible ASCII.
 *
 * HAZARD: any app can open your app's URL. Compare `txId` with the one you began with, and
 * take nothing for signed before the verification on your server has succeeded.
 */
export function readKakaoTalkCallback(url: string): Promise<KakaoTalkCallback>;

/** Whom to believe: who may have issued the signer's certificate. */
export type TrustAnchor =
  | {
      /** RFC 4514 (`CN=Toss CA1,OU=Toss Cert,O=Viva Republica Inc,C=KR`), or base64 of a DER Name. */
      name: string;
      /** RSA: PEM (`-----BEGIN PUBLIC KEY-----`), or base64 of its SubjectPublicKeyInfo. */
      publicKey: string;
      certificate?: undefined;
    }
  | {
      /** PEM, of which there may be several in one text, base64 or DER. */
      certificate: string | Uint8Array;
      name?: undefined;
      publicKey?: undefined;
    };

/** What {@link verifySignedData} judges by. No option has more than 256 MiB. */
export interface VerifyOptions {
  /**
   * The document that was to be signed, a string as UTF-8: for Toss the plain `doc`, for
   * KakaoCert the `Token`. For a signature of a hash (`PKCS7_NO_CONTENT_WITH_ATTR`, PDF) that
   * is the base64 of the hash. Without it nothing is compared, and the check `content` says
   * `NOT_COMPARED`. For that leave it out: `undefined`, which a look-up that finds nothing
   * gives, is refused.
   */
  content?: string | Uint8Array;
  /**
   * The file whose SHA-256 `content` is the base64 of. Only with `content`. `undefined` is
   * refused, as it is there.
   */
  original?: string | Uint8Array;
  /**
   * Default: the built-in Toss CA1, a name and a key, and Toss's profile. `[]`: none. For
   * KakaoCert, of which nothing is built in, the certificate of its authority: by the default
   * its signatures are `TOTAL_FAILED`, because they are not of Toss's form.
   */
  trustAnchors?: readonly TrustAnchor[] | undefined;
  /**
   * `"toss"`: the message has to be of the form in which Toss signs. Default: `"toss"` without
   * `trustAnchors`, otherwise `"none"`.
   */
  profile?: 'toss' | 'none' | undefined;
  /** When the certificates have to be valid. Default: the signing time that the signer claims. */
  at?: Date | undefined;
  /**
   * When the signature is known to have existed, such as the time the result was received: a
   * revocation list has to be current then, and a signature that claims to be made more than
   * 300 s later does not pass. Default: now.
   */
  now?: Date | undefined;
  /** Revocation lists: PEM, base64 or DER. One that cannot be used is as good as none. */
  crls?: ReadonlyArray<string | Uint8Array> | undefined;
  /** `false`: revocation is not looked at. Default `true`: without a list of use, `TRY_LATER`. */
  checkRevocation?: boolean | undefined;
  /** Certificates between an anchor and the signer: PEM, base64 or DER, one each. */
  intermediates?: ReadonlyArray<string | Uint8Array> | undefined;
}

/** The statement (ETSI EN 319 102-1). */
export type Indication = 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';

/** Why it is not `TOTAL_PASSED`, the worst first. The first five are `TOTAL_FAILED`. */
export type SubIndication =
  | 'FORMAT_FAILURE'
  | 'HASH_FAILURE'
  | 'SIG_CRYPTO_FAILURE'
  | 'REVOKED'
  | 'SIG_CONSTRAINTS_FAILURE'
  | 'NO_CERTIFICATE_CHAIN_FOUND'
  | 'CHAIN_CONSTRAINTS_FAILURE'
  | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'
  | 'OUT_OF_BOUNDS_NO_POE'
  | 'REVOKED_NO_POE'
  | 'SIGNED_DATA_NOT_FOUND'
  | 'TRY_LATER';

/** One check of a {@link ValidationReport}. */
export interface ValidationCheck {
  /** Stable, such as `"content"` or `"revocation"`. */
  name: string;
  /**
   * `NOT_CHECKED`: not wanted, or an earlier check left nothing to look at. `NOT_COMPARED`:
   * nothing was handed in to compare with. `CLAIMED`: true only if the signer says the truth.
   */
  outcome: 'PASSED' | 'FAILED' | 'INDETERMINATE' | 'NOT_CHECKED' | 'NOT_COMPARED' | 'CLAIMED';
  /** A fixed sentence: it holds nothing of the message. */
  message: string;
  messageKo: string;
}

/** Who signed, as the certificate has it. Escape the names where they are shown. */
export interface SignedDataSigner {
  commonName: string | null;
  /** The provider's number of the person. */
  uid: string | null;
  /** Of the certificate, in decimal digits. */
  serialNumber: string;
  /** PEM. */
  certificate: string;
}

/** What {@link verifySignedData} says. */
export interface ValidationReport {
  indication: Indication;
  /** `null` with `TOTAL_PASSED` only. */
  subIndication: SubIndication | null;
  /** `null` when no certificate was found. Believe it only as far as `indication` says. */
  signer: SignedDataSigner | null;
  /** When the signer says it was signed, ISO 8601 in UTC. */
  signingTime: string | null;
  /** What the message holds; `null` for a detached signature, and where nothing was read. */
  content: Uint8Array | null;
  /** Every check, in order. */
  checks: ValidationCheck[];
}

/**
 * Verifies a signed document: CMS SignedData (RFC 5652), as `signedDoc` of Toss and
 * `signedData` of KakaoCert. `data` is DER or BER, or text: PEM, base64, base64url.
 *
 * Whatever is wrong with `data` is in the report, `TOTAL_FAILED` / `FORMAT_FAILURE` for what
 * is no such message, up to 16 MiB. Rejects with `INGAM_OPTION_INVALID` at the option that is
 * unknown or not of its form.
 *
 * `TOTAL_PASSED` with `checkRevocation: false` says nothing of revocation, and without
 * `content` nothing of what was to be signed: look at the checks `revocation` and `content`.
 *
 * The first call loads a WebAssembly module of its own; nothing else needs it. In a service
 * worker that no bundler made it cannot be loaded.
 *
 * HAZARD: the signing time is the signer's word. With an expired certificate it decides
 * whether the signature passes: keep when you first received it.
 */
export function verifySignedData(
  data: string | Uint8Array,
  options?: VerifyOptions,
): Promise<ValidationReport>;

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
